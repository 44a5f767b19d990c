import os
def prepare(policy): return {"ok":True,"lacks":""}
def open_run(policy): os.setsid()
def seal(policy, keep): pass
def end_all(policy): return 0

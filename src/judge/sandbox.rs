//! Isolation: starts an interpreter so that what it runs reaches neither files nor network nor other
//! processes, and says in words how well that holds here.

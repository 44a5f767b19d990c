"""Says what the library `fsrs` makes of cards: reads a list of cards, each a list of [day, grade], and a day;
writes for each its stability, difficulty, interval, and recall on that day."""

import json
import sys
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)


def at(day):
    return NOON + timedelta(days=day)


def main():
    asked = json.load(sys.stdin)
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    told = []
    for reviews in asked["cards"]:
        card = Card(card_id=1)
        for day, grade in reviews:
            card, _ = scheduler.review_card(card, Rating(grade), at(day))
        told.append(
            [
                card.stability,
                card.difficulty,
                (card.due - card.last_review).days,
                scheduler.get_card_retrievability(card, at(asked["day"])),
            ]
        )
    json.dump(told, sys.stdout)


main()

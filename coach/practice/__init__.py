"""Practice: customers' messages to answer, the gain of improving, what is due again and when."""

from coach.practice.bank import BANK_SIZE, PracticeMessage, load_bank
from coach.practice.choice import Exercise, Wish, next_exercise
from coach.practice.outcome import Attempt, attempt_of, finish_round
from coach.practice.record import PracticeRecord, Round, record_from_dict, record_to_dict
from coach.practice.skills import PRACTISED, Skill

__all__ = [
    "BANK_SIZE",
    "PRACTISED",
    "Attempt",
    "Exercise",
    "PracticeMessage",
    "PracticeRecord",
    "Round",
    "Skill",
    "Wish",
    "attempt_of",
    "finish_round",
    "load_bank",
    "next_exercise",
    "record_from_dict",
    "record_to_dict",
]

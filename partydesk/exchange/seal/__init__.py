"""Enrolment cards (登记卡) and the seals they make: who wrote a submission, and that it is whole.

A committee makes each branch a card; a branch that holds one seals what it hands in. `card` is the
file that travels, `issued` what the committee keeps of its cards, `held` what the branch keeps of
its own; `keys` are derived from a card's secret, `sealed` is the signed heading, `workbook` the
encrypted file, `packed` the rows inside it that are read without XML. protection.md is the design.
"""

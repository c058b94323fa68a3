"""What is done to the server while others use it; a file for each concern.

Every fault is a coroutine `fault(stage)` whose first line of documentation says what the server promises.
It raises AssertionError where a promise is broken. How long it goes on and how much it does
depends on `stage.scale`, 1 for a short look.
"""
from faults import (
    crowds, floods, half_open, malformed, oversized, pipelining, slow, unread, vanishing, versions)

ALL = [
    *slow.FAULTS, *unread.FAULTS, *half_open.FAULTS, *pipelining.FAULTS, *malformed.FAULTS,
    *oversized.FAULTS, *vanishing.FAULTS, *floods.FAULTS, *crowds.FAULTS, *versions.FAULTS]

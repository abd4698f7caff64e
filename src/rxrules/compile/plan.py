"""Moved to `rxrules.plan`."""

from rxrules.plan.model import *
from rxrules.plan.model import Body, Condition

"""Every data class of the product, in the order in which the job clears them."""

from deqing_events.privacy.retention import dispute_actions, event_actions, trace_actions
from deqing_events.privacy.retention.data_class import DataClass

CLASSES: tuple[DataClass, ...] = (*event_actions.CLASSES, *dispute_actions.CLASSES, *trace_actions.CLASSES)

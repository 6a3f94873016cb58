"""How many examples the properties of this room are tried on, with no deadline: a busy machine is no fault."""

from hypothesis import HealthCheck, settings

settings.register_profile("rooms", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rooms")

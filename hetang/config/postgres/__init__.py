"""The embedded PostgreSQL: our own small supervisor over the binaries of a wheel.

Reasons and limits: docs/subsystems/embedded-database.md, docs/decisions/0002-embedded-postgresql.md
"""

from hetang.config.postgres.cluster import Cluster, ClusterStatus

__all__ = ["Cluster", "ClusterStatus"]

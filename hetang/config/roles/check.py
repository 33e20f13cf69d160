"""Whether each role may do what it must, and nothing that it must not."""

from dataclasses import dataclass
from typing import Any

from hetang.config.roles.names import Names
from hetang.config.roles.tables import COLUMNS, rights

_KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_HELD = """
    SELECT c.relname::text, array_agg(k.kind ORDER BY k.kind) FILTER (WHERE has_table_privilege(%s, c.oid, k.kind))
    FROM pg_class c CROSS JOIN unnest(%s::text[]) AS k (kind)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname ORDER BY c.relname
"""
_COLUMNS = """
    SELECT array_agg(a.attname::text) FROM pg_attribute a
    WHERE a.attrelid = to_regclass(format('public.%%I', %s::text)) AND a.attnum > 0 AND NOT a.attisdropped
        AND has_column_privilege(%s, a.attrelid, a.attnum, 'UPDATE')
"""
_POWERS = """
    SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
        has_schema_privilege(oid, 'public', 'CREATE'),
        EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),
        EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace)
            OR EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid AND d.datname = current_database())
    FROM pg_roles r WHERE rolname = %s
"""
_POWER_WORDS = (
    ("是超级用户", "is a superuser"),
    ("可以创建角色", "may create roles"),
    ("可以创建数据库", "may create databases"),
    ("绕过行级安全", "passes row security"),
    ("可以复制", "may replicate"),
    ("可以建表", "may create tables"),
    ("是其他角色的成员", "is a member of another role"),
    ("拥有数据库或其中的表", "owns the database or tables in it"),
)


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; `too_much` where a role may do more than it must."""

    role: str
    zh: str
    en: str
    too_much: bool


def findings(cursor: Any, names: Names) -> list[Finding]:
    """Everything wrong with runtime and retention in the connected database; any role may ask."""
    found: list[Finding] = []
    for kind, name in names.others().items():
        cursor.execute(_POWERS, [name])
        powers = cursor.fetchone()
        if powers is None:
            found.append(Finding(name, "不存在", "does not exist", too_much=False))
            continue
        held = (words for has, words in zip(powers, _POWER_WORDS, strict=True) if has)
        found += [Finding(name, zh, en, too_much=True) for zh, en in held]
        found += _on_tables(cursor, kind, name)
    return found


def _on_tables(cursor: Any, kind: str, name: str) -> list[Finding]:
    cursor.execute(_HELD, [name, list(_KINDS)])
    found = []
    tables = cursor.fetchall()
    for table, held in tables:
        due, has = set(rights(kind, table)), set(held or ())
        if more := sorted(has - due):
            words = ", ".join(more)
            found.append(Finding(name, f"对 {table} 多出 {words}", f"has {words} on {table}", too_much=True))
        if less := sorted(due - has):
            words = ", ".join(less)
            found.append(Finding(name, f"对 {table} 缺少 {words}", f"lacks {words} on {table}", too_much=False))
    # A database of fewer rooms, as the tests of backups have one, lacks some of them.
    for table in sorted(COLUMNS.keys() & {table for table, _ in tables}):
        columns = COLUMNS[table]
        cursor.execute(_COLUMNS, [table, name])
        if set(cursor.fetchone()[0] or ()) != set(columns):
            listed = ", ".join(columns)
            zh, en = f"对 {table} 应只能改 {listed}", f"should update {listed} of {table} and nothing else"
            found.append(Finding(name, zh, en, too_much=True))
    return found

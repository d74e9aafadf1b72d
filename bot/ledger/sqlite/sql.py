"""What the ledger says to SQLite; the values are named as in its methods."""

from __future__ import annotations

from bot.ledger.sqlite.schema import OPEN

ACCEPT = """
INSERT INTO events (key, platform, state, owner, leased_from, leased_until, attempts,
                    received, record, delivery)
VALUES (:key, :platform, 'accepted', :owner, :leased_from, :leased_until, 1,
        :received, :record, :delivery)
ON CONFLICT (key) DO NOTHING
"""
SENDING = f"""
UPDATE events SET state = 'sending', leased_from = :leased_from, leased_until = :leased_until
WHERE key = :key AND owner = :owner AND {OPEN}
"""
SETTLE = f"""
UPDATE events SET state = :state, delivery = NULL
WHERE key = :key AND owner = :owner AND {OPEN}
"""
RENEW = f"""
UPDATE events SET leased_from = :leased_from, leased_until = :leased_until
WHERE key = :key AND owner = :owner AND {OPEN}
"""
RELEASE = """
UPDATE events SET owner = '', leased_from = 0, leased_until = 0
WHERE owner = :owner AND state = 'accepted'
"""
LAPSED = f"""
SELECT number, state, attempts, record, delivery FROM events
WHERE platform = :platform AND {OPEN}
  AND NOT (leased_from < :now AND :now < leased_until)
ORDER BY received, number LIMIT :limit
"""
TAKE = """
UPDATE events SET owner = :owner, leased_from = :leased_from, leased_until = :leased_until,
                  attempts = attempts + 1
WHERE number = :number
"""
POST = """
INSERT INTO answers (id, platform, place, thread, posted, record)
VALUES (:id, :platform, :place, :thread, :posted, :record)
ON CONFLICT (id) DO UPDATE SET platform = excluded.platform, place = excluded.place,
    thread = excluded.thread, posted = excluded.posted, record = excluded.record
"""
TURNS = """
SELECT record FROM answers
WHERE platform = :platform AND place = :place AND thread = :thread AND posted > :since
ORDER BY posted DESC, number DESC LIMIT :limit
"""
VOTE = """
INSERT INTO feedback (answer, author, helpful, given) VALUES (:answer, :author, :helpful, :given)
ON CONFLICT (answer, author) DO UPDATE SET helpful = excluded.helpful, given = excluded.given
WHERE helpful <> excluded.helpful
"""
VOTES = """
SELECT count(*) FILTER (WHERE helpful), count(*) FILTER (WHERE NOT helpful)
FROM feedback WHERE answer = :answer
"""
PUT = """
INSERT INTO notes (kind, key, value, expires) VALUES (:kind, :key, :value, :expires)
ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = f"{PUT.rstrip()} WHERE notes.expires <= :now\n"
NOTES = """
SELECT key, value FROM notes WHERE kind = :kind AND (expires IS NULL OR expires > :now)
"""
NOTE = f"{NOTES} AND key = :key"
OLD = (  # table, and which of its rows are to be forgotten
    ("events", f"received < :when AND NOT ({OPEN})"),
    ("answers", "posted < :when"),
    ("feedback", "given < :when"),
    ("notes", "expires <= :now"),
)

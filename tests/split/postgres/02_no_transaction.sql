-- pawl: no-transaction
-- Indexes on a live table; each statement on its own.
SET lock_timeout = '5s'; SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "user;s_email" ON app."user;s" (lower(email::text), (settings ->> ';'))
    WHERE state <> 'half;done';
-- pawl: idempotent
DROP INDEX CONCURRENTLY IF EXISTS app.old; -- gone; for good
-- pawl: done-when SELECT count(*) = 0 FROM pg_index WHERE NOT indisvalid
REINDEX (VERBOSE) INDEX CONCURRENTLY app."user;s_email";
VACUUM (ANALYZE, VERBOSE) app."user;s";
ALTER TYPE app.state ADD VALUE IF NOT EXISTS 'never;' BEFORE 'new';
ALTER TABLE app."user;s" DETACH PARTITION app.p1 CONCURRENTLY

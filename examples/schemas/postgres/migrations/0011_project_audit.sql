create trigger projects_audit after insert or update or delete on projects
    for each row execute function audit();

comment on table audit_log is 'Who changed what; "old" and "new" are the whole rows';

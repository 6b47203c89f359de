select 'grüß;', größe from t;
select $grü$;$grü$;

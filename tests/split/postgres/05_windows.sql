-- Saved by an editor of Windows;
CREATE TABLE a (s text DEFAULT 'line
;end');
CREATE FUNCTION f() RETURNS int AS $$
BEGIN
  RETURN 1; -- ;
END;
$$ LANGUAGE plpgsql;
SELECT 'a'
  'b;';
/* ;
*/ SELECT 1 -- ;

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

--
-- Name: f(integer); Type: FUNCTION; Schema: public
--

CREATE FUNCTION public.f(a integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
BEGIN
    IF a > 0 THEN RETURN $1; END IF;
    RETURN 0;
END;
$_$;
CREATE TABLE public.t (id bigint NOT NULL, name character varying(255) DEFAULT ''::character varying);
CREATE TRIGGER t_changed BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
COMMENT ON TABLE public.t IS 'a; b';

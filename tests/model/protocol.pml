/*
 * protocol.pml
 *    Runners, a server, and the journal between them, in every order of events.
 *
 * What docs/protocol.md says, small enough to look at all of it: a migration of two statements,
 * the second of two parts; two runners at once and a last one; each may stand still past its
 * lease at any instant and go on later, or never (then it was killed); statements and rows get
 * lost, arrive late, or lose their answers; the server dies and loses its sessions and what runs.
 *
 * A runner is what src/exec makes of one `pawl up`: it takes the lock, fences the generation
 * before, settles what is open, announces, sends, records.  When the last one begins, nothing
 * goes wrong any more but what is on its way already; it must find the end.
 *
 * Properties, as assertions: no part takes effect twice or before its turn (take_effect), no two
 * are at work (begin), no row says what is not true or comes from an older generation (store),
 * and at the end all is there, and said to be (stop).
 *
 * With DOWN the migration is there when all begins; `pawl down`, `pawl up` and at last `pawl down`
 * work on it.  What is sent then belongs to a later part: the down part, the up part once more.  A
 * part begins when the one before is complete; the row that announces its first statement says so.
 *
 * tests/run.py model runs it.  Each of NO_FENCE, NO_ANNOUNCE, RESEND, OPEN_LAST, STALE_PLAN
 * and ROW_FORGOTTEN breaks one rule of the protocol, and must be found out; with DOWN, HALF_DOWN,
 * which is an `up` that goes on where a `down` stopped.
 */
#define STARTS     3 /* the last one is not disturbed */
#define LAST       (STARTS - 1)
#define STATEMENTS 2
#define SIZE(s)    ((s) == STATEMENTS - 1 -> 2 : 1)
#define NOBODY     255
#define IS_DOWN(p) ((p) % 2 == 1)

#ifdef DOWN
#define WANTS_DOWN(me) ((me) != 1)
#else
#define WANTS_DOWN(me) false
#endif

#ifndef FAULTS
#define FAULTS     3
#endif

mtype = { NONE, LATE, RUNNING }

/* ---- the server ---- */

byte  there[STATEMENTS];    /* how many parts of each statement of `part` are there */
mtype state = NONE;         /* of the one statement that may be in the server */
byte  sent_by;
byte  statement;
byte  statement_part;
bool  live[STARTS];         /* the run's session: open, and not closed by anybody */
bool  opened[STARTS];

byte  lock_generation;
byte  lock_owner = NOBODY;
bool  lock_released;
bool  lock_in_flight;       /* whoever gave it back left something on its way */

byte  late_row_by = NOBODY; /* a row on its way, and what it says */
byte  late_row_generation;
byte  late_row_part;
byte  late_row_done;
byte  late_row_announced;

/* ---- the journal, folded ---- */

byte  part;                 /* 0: up, 1: down, 2: up again ... */
byte  done;                 /* statements 1..done of it are done */
byte  announced;            /* the statement that may be under way; 0: none */
byte  newest;               /* generation */

/* ---- what goes wrong ---- */

byte  faults_left = FAULTS;
bool  calm;                 /* no more of it */
bool  alive[STARTS];        /* its lease holds */

#define MAY_FAIL (faults_left > 0 && !calm)

/* A part takes effect: once, and after all before it. */
inline take_effect() {
    assert(statement_part == part);
    there[statement]++;
    assert(there[statement] <= SIZE(statement));
    assert(statement == 0 || there[statement - 1] == SIZE(statement - 1))
}

inline begin() {
    assert(lock_owner == sent_by);
    state = RUNNING
}

/* The first row of a part: nothing of the one before is missing, or can still come. */
inline begin_part(part_) {
    if
    :: part_ != part ->
        assert(part_ == part + 1);
        assert(done == STATEMENTS && announced == 0);
        assert(state != RUNNING && !(state == LATE && live[sent_by]));
        part = part_;
        there[0] = 0;
        there[1] = 0
    :: else
    fi
}

/* A row is stored: true, and of no older generation. */
inline store(by, generation_, part_, done_, announced_) {
    assert(generation_ >= newest);
    assert(lock_owner == by);
    begin_part(part_);
    assert(done_ == 0 || there[done_ - 1] == SIZE(done_ - 1));
    assert(announced_ > 0 || done_ == STATEMENTS || there[done_] == 0);
    assert(announced_ > 0 || state != RUNNING);
    assert(announced_ > 0 || !(state == LATE && live[sent_by]));
    newest = generation_;
    done = done_;
    announced = announced_
}

active proctype Server() {
    byte each;

    end:
    do
    :: atomic { state == LATE ->
        if
        :: live[sent_by] -> begin()
        :: else -> state = NONE             /* shut out */
        fi }
    :: atomic { state == RUNNING ->
        take_effect();
        if
        :: there[statement] == SIZE(statement) -> state = NONE
        :: else
        fi }
    :: atomic { late_row_by != NOBODY ->
        if
        :: live[late_row_by] ->
            store(late_row_by, late_row_generation, late_row_part, late_row_done,
                  late_row_announced)
        :: else                             /* shut out */
        fi;
        late_row_by = NOBODY }
    :: atomic { MAY_FAIL ->                 /* it dies: sessions and what runs are gone */
        faults_left--;
        state = NONE;
        late_row_by = NOBODY;
        for (each : 0 .. LAST) { live[each] = false };
        each = 0 }
    :: atomic { MAY_FAIL && alive[0] -> faults_left--; alive[0] = false }
    :: atomic { MAY_FAIL && alive[1] -> faults_left--; alive[1] = false }
    od
}

/* ---- runners ---- */

/* Write a row.  Only an answer makes it certain; without one the run ends. */
inline write_row(done_, announced_) {
    atomic {
        if
        :: !live[me] -> good = false
        :: live[me] -> store(me, generation, at, done_, announced_); good = true
        :: live[me] && MAY_FAIL -> faults_left--; good = false; doubt = true
        :: live[me] && MAY_FAIL ->
            faults_left--; store(me, generation, at, done_, announced_); good = false; doubt = true
        :: live[me] && MAY_FAIL && late_row_by == NOBODY ->
            faults_left--;
            late_row_by = me;
            late_row_generation = generation;
            late_row_part = at;
            late_row_done = done_;
            late_row_announced = announced_;
            good = false;
#ifndef ROW_FORGOTTEN
            doubt = true
#endif
        fi
    }
    if
    :: !good -> goto stop
    :: else
    fi
}

/* Send statement `next`, or in a repair take its parts back. */
inline send_statement() {
    atomic {
        if
        :: !live[me] -> good = false
        :: live[me] ->
            assert(state != RUNNING);       /* never two at work */
            good = true;
            statement = next;
            statement_part = at;
            sent_by = me;
            if
            :: begin()
            :: MAY_FAIL -> faults_left--; doubt = true; begin()
            :: MAY_FAIL -> faults_left--; doubt = true; state = LATE
            :: MAY_FAIL -> faults_left--; doubt = true /* lost */
            fi
        fi
    }
    if
    :: !good -> goto stop
    :: else
    fi
}

proctype Runner(byte me) {
    byte generation;
    byte next;
    byte before = NOBODY;   /* whom it has to fence */
    byte at;                /* what it knows of the ledger: part, done, announced */
    byte mine;
    byte open;
    bool good;
    bool doubt;             /* something of this run may still be on its way */

#ifdef STALE_PLAN
    atomic { at = part; mine = done; open = announced };
#endif

#ifndef OPEN_LAST
    /* Before the lock names it: who fences the session must find it. */
    atomic { opened[me] = true; live[me] = true };
#endif

take:
    atomic {
        lock_owner == NOBODY || lock_released || !alive[lock_owner];
        before = (lock_released && !lock_in_flight -> NOBODY : lock_owner);
        generation = lock_generation + 1
    };

#ifndef NO_FENCE
    /* A session that is not there counts as closed, whether it ever was or not. */
    if
    :: before != NOBODY -> live[before] = false
    :: else
    fi;
#endif

    /* CREATE of a name that is never used again: one wins. */
    atomic {
        if
        :: lock_generation + 1 == generation ->
            lock_generation = generation;
            lock_owner = me;
            lock_released = false;
            lock_in_flight = false
        :: else -> goto take
        fi
    };

#ifdef OPEN_LAST
    atomic { opened[me] = true; live[me] = true };
#endif

#ifndef STALE_PLAN
    atomic { at = part; mine = done; open = announced };
#endif

    /* Half a part, and the other command is meant: refused. */
    if
#ifndef HALF_DOWN
    :: IS_DOWN(at) != WANTS_DOWN(me) && (mine < STATEMENTS || open > 0) -> goto stop
#endif
    :: else
    fi;

    /* What is open: what runs is waited for, what is there in part is taken back. */
    if
    :: open == 0
    :: open > 0 ->
        next = open - 1;
        !(state == RUNNING && statement == next);

        if
        :: atomic { there[next] > 0 && there[next] < SIZE(next) ->
            if
            :: live[me] -> assert(state != RUNNING); there[next] = 0; good = true
            :: else -> good = false
            fi };
            if
            :: !good -> goto stop
            :: else
            fi
        :: else
        fi;

        if
        :: there[next] == 0 -> write_row(next, 0)
        :: else -> write_row(next + 1, 0); mine = next + 1
        fi
    fi;

#ifdef DOWN
    if
    :: IS_DOWN(at) != WANTS_DOWN(me) -> at = at + 1; mine = 0
    :: else
    fi;
#endif

    do
    :: mine == STATEMENTS -> break
    :: mine < STATEMENTS ->
        next = mine;
#ifndef NO_ANNOUNCE
        write_row(next, next + 1);
#endif
send:
        send_statement();
        if
#ifdef RESEND
        :: doubt -> doubt = false; goto send
#else
        :: doubt -> goto stop
#endif
        :: else
        fi;

        /* Its answer; a server that died gives none. */
        !(state != NONE && sent_by == me);
        if
        :: !live[me] -> doubt = true; goto stop
        :: else
        fi;
        write_row(next + 1, 0);
        mine = next + 1
    od;

stop:
    atomic {
        if
        :: lock_owner == me && live[me] -> lock_released = true; lock_in_flight = doubt
        :: else
        fi;
        if
        :: me == LAST ->
            assert((IS_DOWN(part) == WANTS_DOWN(LAST) && done == STATEMENTS &&
                    there[STATEMENTS - 1] == 2) ||
                   (IS_DOWN(part) != WANTS_DOWN(LAST) && (done < STATEMENTS || announced > 0)))
        :: else
        fi;
        alive[me] = false
    }
}

/* The last one begins at any time; from then on nothing new goes wrong. */
init {
#ifdef DOWN
    atomic { done = STATEMENTS; there[0] = 1; there[1] = 2 };
#endif
    atomic { alive[0] = true; run Runner(0); alive[1] = true; run Runner(1) };
    atomic {
        calm = true;
        alive[0] = false;
        alive[1] = false;
        alive[LAST] = true;
        run Runner(LAST)
    }
}

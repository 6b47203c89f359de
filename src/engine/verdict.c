/*
 * verdict.c
 *    What became of a statement whose outcome nobody noted.
 */
#include "engine/verdict.h"

#include <assert.h>

#include "base/macro.h"

const char *
verdict_words(Verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_TOOK_EFFECT] = "took effect",    [VERDICT_DID_NOT] = "did not take effect",
        [VERDICT_RUNNING] = "is still running",   [VERDICT_PARTLY] = "took effect in part",
        [VERDICT_CANNOT_TELL] = "cannot be told",
    };

    assert(verdict < LENGTH_OF(words));

    return words[verdict];
}

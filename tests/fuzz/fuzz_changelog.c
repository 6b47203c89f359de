/*
 * fuzz_changelog.c
 *    Any bytes as a changelog of Liquibase, in XML and in YAML: refused with a place, or includes
 *    whose paths stay in the directory.
 */
#include "fuzz/fuzz.h"
#include "unit/source/changelog_invariants.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Str text = {.data = (const char *)data, .size = size};

    check_invariant(broken_changelog_invariant("a.xml", text));
    check_invariant(broken_changelog_invariant("a.yaml", text));

    return 0;
}

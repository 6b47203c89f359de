/* Unit tests of source/marks.c; where marks may stand is tested with the splitters. */
#include "source/marks.h"

#include "harness/test.h"

TEST(a_file_says_at_its_head_that_it_is_repeatable)
{
    static const struct
    {
        const char *text;
        bool repeatable;
    } cases[] = {
        {"-- pawl: repeatable\ncreate view v;", true},
        {"\n  \t\n-- a view\r\n  -- pawl: repeatable\r\n", true},
        {"-- pawl: no-transaction\n-- pawl: repeatable", true},
        {"create view v;\n-- pawl: repeatable\n", false},
        {"/* -- */\n-- pawl: repeatable\n", false},
        {"create view v; -- pawl: repeatable\n", false},
        {"-- pawl: repeatables\n", false},
        {"# pawl: repeatable\n", false},
        {"", false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Str mark = marks_find_repeatable(str_from(cases[index].text));

        CHECK((mark.size > 0) == cases[index].repeatable);
        CHECK(mark.size == 0 || STR_IS(mark, "-- pawl: repeatable"));
    }
}

TEST(the_end_of_data_is_a_line_of_its_own)
{
    static const struct
    {
        const char *text;
        size_t offset;
    } cases[] = {
        {"-- pawl: end", 0},
        {"1\n-- pawl: end\n2", 2},
        {"1\n--pawl:  end \r\n2", 2},
        {"1 -- pawl: end\n2", 16},
        {"1\n -- pawl: end", 15},
        {"--\n-- pawl: end", 3},
        {"-- pawl: end of it\n", 19},
        {"-- pawl", 7},
        {"", 0},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Str text = str_from(cases[index].text);
        const Str mark = marks_find_end(text);

        CHECK_SIZE((size_t)(mark.data - text.data), cases[index].offset);
        CHECK((mark.size == 0) == (cases[index].offset == text.size));
    }
}

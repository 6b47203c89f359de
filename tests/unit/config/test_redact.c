/* Unit tests of config/redact.c. */
#include "config/redact.h"

#include "harness/test.h"

TEST(passwords_in_urls_are_hidden)
{
    static const struct
    {
        const char *url;
        const char *shown;
        bool has_password;
    } CASES[] = {
        {"", "", false},
        {"alpha://host/db", "alpha://host/db", false},
        {"alpha://user@host:5432/db", "alpha://user@host:5432/db", false},
        {"alpha://user:pw@host:5432/db?x=1", "alpha://user:***@host:5432/db?x=1", true},
        {"alpha://:pw@host", "alpha://:***@host", true},
        {"alpha://user:p@s:s/w?o#rd@host/db", "alpha://user:***@host/db", true},
        {"alpha://user:@host", "alpha://user:@host", false},
        {"alpha://host/db?password=a@b&x=1", "alpha://host/db?password=***&x=1", true},
        {"alpha://u:pw@h/db?password=a@b", "alpha://u:***@h/db?password=***", true},
        {"alpha://h:1/db?x=1&sslpassword=a", "alpha://h:1/db?x=1&sslpassword=***", false},
        {"host=h password=a&b user=u", "host=h password=*** user=u", true},
        {"host=h password = 'a \\' b' user=u", "host=h password = *** user=u", true},
        {"host=h password=\"a b\"", "host=h password=***", true},
        {"host=h password='open", "host=h password=***", true},
        {"host=h password=a\\ b", "host=h password=***", true},
        {"host=h PASSWORD=x", "host=h PASSWORD=***", false},
        {"host=h password=", "host=h password=", false},
        {"host=h password", "host=h password", false},
        {"passfile=/run/x password_file=/run/y", "passfile=/run/x password_file=/run/y", false},
        {"alpha://u:${PW}@h", "alpha://u:***@h", true},
    };
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        CHECK_TEXT(config_redact_url(CASES[index].url, &arena), CASES[index].shown);
        CHECK(config_url_has_password(CASES[index].url) == CASES[index].has_password);
    }
}

TEST(lines_of_a_file_are_hidden_where_they_name_a_secret)
{
    static const struct
    {
        const char *text;
        const char *shown;
    } CASES[] = {
        {"url: alpha://u:pw@h # a@b\n", "url: alpha://u:***@b\n"},
        {"url: alpha://u:${PW}@h\n", "url: alpha://u:${PW}@h\n"},
        {"url: alpha://u:${MY_PASS:-x}@h\n", "url: alpha://u:${MY_PASS:***\n"},
        {"url: alpha://u:${P:-x}@h\n", "url: alpha://u:***@h\n"},
        {"password: x\nwait: 1\n", "password: ***\nwait: 1\n"},
        {"\"password\": x\n", "\"password\": ***\n"},
        {"password: ${PW}\n", "password: ${PW}\n"},
        {"password_file: /run/x\n", "password_file: /run/x\n"},
        {"api_token: |\n  one\n  two\n\nwait: 1\n", "api_token: ***\n  ***\n  ***\n\nwait: 1\n"},
        {"a: 1\n- secret: >\n    x\n  b: 2\n", "a: 1\n- secret: ***\n    ***\n  b: 2\n"},
        {"no end of line password=x", "no end of line password=***"},
    };
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        size_t offset = 0;

        CHECK_TEXT(config_redact_file(str_from(CASES[index].text), &offset, &arena).data,
                   CASES[index].shown);
        CHECK_SIZE(offset, 0);
    }
}

TEST(an_offset_stays_on_its_byte_or_on_the_start_of_what_hides_it)
{
    const Str text = STR("a: x://u:secret@h\nb: 1\n");
    static const size_t PAIRS[][2] = {{0, 0},   {8, 8},   {9, 9},   {12, 9}, {15, 12},
                                      {17, 14}, {18, 15}, {21, 18}, {23, 20}};
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(PAIRS); index++)
    {
        size_t offset = PAIRS[index][0];

        CHECK_TEXT(config_redact_file(text, &offset, &arena).data, "a: x://u:***@h\nb: 1\n");
        CHECK_SIZE(offset, PAIRS[index][1]);
    }
}

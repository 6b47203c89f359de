/*
 * goose.c
 *    goose: `-- +goose Up` and `-- +goose Down` in one file, with annotations for details.
 *
 * An annotation is a line that begins with `--` and holds `+goose`, wherever it stands; what
 * follows is compared without case.  Up is required, once; Down may follow it, once.  NO
 * TRANSACTION holds for the file.  ENVSUB ON and OFF hold for the lines between them, but for
 * comments with variables that have no value: goose makes nothing of these, and nobody misses it.
 * StatementBegin and StatementEnd tell goose where a statement ends; the engines here know that by
 * themselves, but for a semicolon that is missing before StatementEnd.
 *
 * goose ends a statement where a line ends with a semicolon.  Where that differs from what the
 * database takes for a statement, goose's own run would have failed.
 */
#include "source/formats/sections.h"
#include "source/place.h"

typedef struct Reader
{
    Sections sections;
    bool expands;
    bool no_transaction;
    const ExpandRules *rules;
    ExpandRange *ranges; /* lines to be expanded */
    size_t range_count;
} Reader;

/* What stands behind "+goose"; false if the line is no annotation. */
static bool
annotation_of(Str line, Str *ret_words)
{
    const Str trimmed = str_trim(line);
    const size_t at = str_find(trimmed, 0, STR("+goose"));

    if (!str_starts_with(trimmed, STR("--")) || at == trimmed.size)
        return false;

    *ret_words = str_trim(str_slice(trimmed, at + sizeof("+goose") - 1, trimmed.size));

    return true;
}

static MUST_CHECK bool
begin_section(Sections *sections, const Line *line, Section section)
{
    const bool twice = sections->seen[section];

    if (!sections_enter(sections, line, section))
        return false;
    if (twice)
        return sections_refuse(sections, line, "the file has this annotation twice");
    if (!sections->seen[SECTION_UP])
        return sections_refuse(sections, line, "\"+goose Down\" stands before \"+goose Up\"");

    return true;
}

static MUST_CHECK bool
take_annotation(Reader *reader, const Line *line, Str words)
{
    Sections *sections = &reader->sections;

    if (line->text.data[0] != '-')
        return sections_refuse(sections, line, "an annotation must begin at the first column");
    if (str_equal_nocase(words, STR("Up")))
        return begin_section(sections, line, SECTION_UP);
    if (str_equal_nocase(words, STR("Down")))
        return begin_section(sections, line, SECTION_DOWN);
    if (str_equal_nocase(words, STR("StatementBegin")))
        return sections_mark_statement(sections, line, true);
    if (str_equal_nocase(words, STR("StatementEnd")))
        return sections_mark_statement(sections, line, false);

    if (str_equal_nocase(words, STR("NO TRANSACTION")))
        reader->no_transaction = true;
    else if (str_equal_nocase(words, STR("ENVSUB ON")))
        reader->expands = true;
    else if (str_equal_nocase(words, STR("ENVSUB OFF")))
        reader->expands = false;
    else
        return sections_refuse(sections, line, "goose knows no such annotation");

    return true;
}

static bool
is_comment(Str line)
{
    return str_starts_with(str_trim(line), STR("--"));
}

/* What is commented out often names what is set elsewhere only. */
static bool
is_comment_without_value(const Reader *reader, Str line)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF ignored = {0};
    Error unseen = ERROR_INIT(&scratch);

    return is_comment(line) && !expand_append(reader->rules, line, &ignored, &unseen);
}

/* Stretches of lines: one that goes on where another ended is the same. */
static void
add_range(Reader *reader, const Line *line)
{
    const size_t count = reader->range_count;

    if (count > 0 && reader->ranges[count - 1].to == line->offset)
        reader->ranges[count - 1].to = line->end;
    else
        reader->ranges[reader->range_count++] = (ExpandRange){line->offset, line->end};
}

/* A line of the part that is wanted stays. */
static MUST_CHECK bool
take_text(Reader *reader, const Line *line)
{
    if (reader->sections.now == SECTION_NONE && !line_says_nothing(line->text))
        return sections_refuse(&reader->sections, line, "there is SQL before \"-- +goose Up\"");

    if (sections_keep(&reader->sections, line) && reader->expands &&
        !is_comment_without_value(reader, line->text))
        add_range(reader, line);

    return true;
}

/* Only annotations, and comments with a variable, end a range and begin another. */
static size_t
count_ranges(Str text)
{
    Lines lines = {.text = text};
    Line line;
    Str words;
    size_t count = 1;

    while (lines_next(&lines, &line))
        count += is_comment(line.text) && (str_find_char(line.text, 0, '$') < line.text.size ||
                                           annotation_of(line.text, &words))
                     ? 1
                     : 0;

    return count;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    static const ExpandRules shell = {
        .open = {"${", 2}, .close = {"}", 1}, .shell = true, .value = expand_environment};
    ExpandRules *rules = ARENA_NEW(arena, ExpandRules);
    Reader reader = {.sections = sections_of(request, "+goose", arena, err),
                     .rules = rules,
                     .ranges = ARENA_ARRAY(arena, ExpandRange, count_ranges(request->text))};
    Lines lines = {.text = request->text};
    Line line = {0};
    Str words;

    *rules = shell;
    rules->context = request->environment;

    while (lines_next(&lines, &line))
    {
        const bool annotation = annotation_of(line.text, &words);

        if (annotation ? !take_annotation(&reader, &line, words) : !take_text(&reader, &line))
            return false;
    }

    if (!reader.sections.seen[SECTION_UP])
    {
        (void)place_error(err, request->path, request->text, 0, "the file has no \"-- +goose Up\"");
        return error_hint(err, "All files of a directory have one format; this one is goose's.");
    }
    if (!sections_end(&reader.sections, &line))
        return false;

    *ret_text = (FormatText){.text = {.data = reader.sections.left, .size = request->text.size},
                             .no_transaction = reader.no_transaction,
                             .rules = reader.range_count > 0 ? rules : NULL,
                             .ranges = reader.ranges,
                             .range_count = reader.range_count};

    return true;
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    const size_t underscore = str_find_char(file_name, 0, '_');

    if (file_name.size == 0 || !char_is_digit(file_name.data[0]))
    {
        *ret_name = (FormatName){.role = FILE_LEFT_OUT};
        return true;
    }

    /* The version is what stands before the first underscore, a number from 1. */
    if (format_numbered(file_name, ret_name) && underscore < file_name.size &&
        !STR_IS(ret_name->number, "0") &&
        ret_name->number.data + ret_name->number.size == file_name.data + underscore)
        return true;

    (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is not named NUMBER_name.sql",
                    STR_ARGS(file_name));

    return error_hint(err, "goose takes the number from 1 in front of the first underscore.");
}

const Format format_goose = {
    .name = "goose",
    .title = "goose",
    .names = "NUMBER_name.sql",
    .unique = true,
    .aliens = (const char *const[]){".go", NULL},
    .empty_down = true,
    .name_file = name_file,
    .mark = "-- +goose",
    .part = part,
};

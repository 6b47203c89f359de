/*
 * setting.h
 *    One key of one target: which of its sources says it, and what.
 *
 * Internal to config/.
 */
#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "config/config.h"
#include "source/tree.h"

/* All that a configuration is made of. */
typedef struct Loader
{
    Options *options;
    const char *const *environment;
    ConfigNeed need;
    Arena *arena;
    TreeFile file;           /* path is NULL if there is none */
    const TreeNode *targets; /* the list in the file, or NULL */
} Loader;

/* A target before its settings are looked up. */
typedef struct Draft
{
    const char *name;
    const TreeNode *node; /* in the file, or NULL */
    bool by_option;       /* --url or DATABASE_URL */
} Draft;

typedef struct Setting
{
    const char *text;    /* NULL if nobody says anything */
    const char *origin;  /* "--dir", "PAWL_DIR", "dir": for messages */
    OptionSource source; /* says whether offset means something */
    size_t offset;
    bool own; /* said for this target, not for all */
} Setting;

/* Look a setting up; an error only if the file's text is wrong. */
MUST_CHECK bool setting_find(const Loader *loader, const Draft *draft, OptionId id,
                             Setting *ret_setting, Error *err);

/* The expanded text of a value of the file; id says whether it is a path. */
MUST_CHECK bool setting_of_node(const Loader *loader, const TreeNode *node, OptionId id,
                                const char **ret_text, Error *err);

/* The value of a key in a map, or NULL. */
const TreeNode *setting_node(const TreeNode *map, const char *key);

/* Tell where the wrong setting of an error that is set came from; returns false. */
bool setting_blame(const Loader *loader, const Setting *setting, Error *err);

#endif /* CONFIG_SETTING_H */

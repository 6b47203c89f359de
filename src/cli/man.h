/*
 * man.h
 *    The manual page.
 */
#ifndef CLI_MAN_H
#define CLI_MAN_H

#include "base/buf.h"

/* pawl(1) in the roff format, made of the same declarations as the program. */
void man_write(Buf *buf);

#endif /* CLI_MAN_H */

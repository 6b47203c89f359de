/*
 * color.h
 *    What terminals take for colors.
 */
#ifndef REPORT_COLOR_H
#define REPORT_COLOR_H

#define BOLD   "\033[1m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define RED    "\033[31m"
#define DIM    "\033[2m"
#define RESET  "\033[0m"

#endif /* REPORT_COLOR_H */

/** Whether a person or a program reads what is printed. Usable from any thread. Door: {@code Terminal}. */
@NullMarked
package dev.streamslocal.cli.term;

import org.jspecify.annotations.NullMarked;

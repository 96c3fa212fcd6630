package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Why an operation on files failed, in words for whoever called for it. */
public final class IoReason {

    private IoReason() {}

    /** {@code SUBJECT: REASON}, with the file in between if another one than the subject was in the way. */
    public static String of(Path subject, IOException failure) {
        if (!(failure instanceof FileSystemException told)) {
            return subject + ": " + failure.getMessage();
        }
        String file = String.valueOf(told.getFile());
        return subject + ": " + (file.equals(subject.toString()) ? "" : file + ": ") + reason(told);
    }

    /** Some exceptions tell their reason by their type alone; those get the words of the operating system. */
    private static String reason(FileSystemException failure) {
        String told = failure.getReason();
        if (told != null) {
            return told;
        }
        return switch (failure) {
            case NoSuchFileException e -> "No such file or directory";
            case FileAlreadyExistsException e -> "File exists";
            case NotDirectoryException e -> "Not a directory";
            case DirectoryNotEmptyException e -> "Directory not empty";
            case AccessDeniedException e -> "Permission denied";
            default -> failure.getClass().getSimpleName();
        };
    }
}

/*
 * A disk that forgets, fails and kills: preloaded into a process, it stands between the process and the system calls that change the
 * files of one database, all those below FAULTYDISK_ROOT whose name begins with "durable-streams.sqlite".
 *
 * Orders come as a file FAULTYDISK_ROOT/orders, one a line, and are taken (the file is removed) before the next of these calls:
 *
 *   record PATH               append every change to PATH, see record()
 *   fail KIND N ERROR HOW     let the N-th call of KIND (write, sync, truncate) from now fail; HOW is once or on
 *   kill KIND N FILE          SIGKILL at the N-th call of KIND on a file whose number is FILE, -1 for any
 *   clear                     no more failures
 *
 * ERROR is a number of errno, or "torn": half of the bytes reach the file and the call fails with EIO, or "short": half of the bytes
 * are taken and the next call fails with ENOSPC. When the first failure of an order happens, FAULTYDISK_ROOT/hit is made.
 * With FAULTYDISK_NOSYNC the calls that sync do nothing: what is judged is the record.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define NAME "durable-streams.sqlite"
#define FDS_MAX 65536

/* Numbers of the files, in the record and in orders. */
enum { OTHER = -1, MAIN, WAL, JOURNAL, DRAFT, DRAFT_WAL, DRAFT_JOURNAL, NOTES, DIRECTORY };
static const char *const SUFFIXES[] = {"", "-wal", "-journal", ".new", ".new-wal", ".new-journal", ".notes"};

enum { WRITE, SYNC, TRUNCATE, KINDS };
static const char *const KIND_NAMES[] = {"write", "sync", "truncate"};

enum { TORN = -1, SHORT = -2 };

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static ssize_t (*real_read)(int, void *, size_t);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static size_t root_length;
static char orders[4200];
static char hit[4200];
static int without_sync;
static signed char files[FDS_MAX];

/* Syncs of each file that have failed, and how many of them each descriptor has been told or was opened after. */
static unsigned failures[DIRECTORY + 1];
static unsigned failures_told[FDS_MAX];
static int record_fd = -1;
static uint64_t tickets;

static struct {
  long fail_in;
  int fails;
  int error;
  int keeps_failing;
  long kill_in;
  int kill_file;
} rules[KINDS];

static void find(void *into, const char *symbol) {
  *(void **)into = dlsym(RTLD_NEXT, symbol);
}

__attribute__((constructor)) static void start(void) {
  find(&real_open, "open64");
  find(&real_close, "close");
  find(&real_write, "write");
  find(&real_pwrite, "pwrite64");
  find(&real_fsync, "fsync");
  find(&real_fdatasync, "fdatasync");
  find(&real_ftruncate, "ftruncate64");
  find(&real_unlink, "unlink");
  find(&real_rename, "rename");
  find(&real_read, "read");
  memset(files, OTHER, sizeof files);
  const char *given = getenv("FAULTYDISK_ROOT");
  without_sync = getenv("FAULTYDISK_NOSYNC") != NULL;
  if (given != NULL && strlen(given) < sizeof root) {
    strcpy(root, given);
    root_length = strlen(root);
    snprintf(orders, sizeof orders, "%s/orders", root);
    snprintf(hit, sizeof hit, "%s/hit", root);
  }
}

static int file_of(const char *path) {
  if (root_length == 0 || strncmp(path, root, root_length) != 0) {
    return OTHER;
  }
  const char *name = strrchr(path, '/') + 1;
  if (strncmp(name, NAME, strlen(NAME)) != 0) {
    return OTHER;
  }
  for (int i = 0; i < DIRECTORY; i++) {
    if (strcmp(name + strlen(NAME), SUFFIXES[i]) == 0) {
      return i;
    }
  }
  return OTHER;
}

static int file_of_fd(int fd) {
  return fd >= 0 && fd < FDS_MAX ? files[fd] : OTHER;
}

/* One change: type, file, a number (offset, length, ticket or second file), count of the bytes that follow, and these. */
static void record(char type, int file, uint64_t number, const void *bytes, uint32_t count) {
  if (record_fd < 0) {
    return;
  }
  unsigned char head[14] = {(unsigned char)type, (unsigned char)file};
  memcpy(head + 2, &number, 8);
  memcpy(head + 10, &count, 4);
  struct iovec parts[] = {{head, sizeof head}, {(void *)bytes, count}};
  if (writev(record_fd, parts, 2) != (ssize_t)(sizeof head + count)) {
    fprintf(stderr, "faultydisk: the record cannot be written\n");
    abort();
  }
}

static int kind_of(const char *name) {
  for (int kind = 0; kind < KINDS; kind++) {
    if (strcmp(name, KIND_NAMES[kind]) == 0) {
      return kind;
    }
  }
  fprintf(stderr, "faultydisk: unknown kind %s\n", name);
  abort();
}

static void obey(char *order) {
  char a[4096], b[64], how[64];
  long n;
  int file;
  if (sscanf(order, "record %4095s", a) == 1) {
    record_fd = real_open(a, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  } else if (sscanf(order, "fail %63s %ld %63s %63s", a, &n, b, how) == 4) {
    int kind = kind_of(a);
    rules[kind].fail_in = n;
    rules[kind].fails = 0;
    rules[kind].error = strcmp(b, "torn") == 0 ? TORN : strcmp(b, "short") == 0 ? SHORT : atoi(b);
    rules[kind].keeps_failing = strcmp(how, "on") == 0;
  } else if (sscanf(order, "kill %63s %ld %d", a, &n, &file) == 3) {
    int kind = kind_of(a);
    rules[kind].kill_in = n;
    rules[kind].kill_file = file;
  } else if (strncmp(order, "clear", 5) == 0) {
    memset(rules, 0, sizeof rules);
  } else {
    fprintf(stderr, "faultydisk: unknown order %s\n", order);
    abort();
  }
}

static void take_orders(void) {
  if (access(orders, F_OK) != 0) {
    return;
  }
  char text[8192];
  int fd = real_open(orders, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? 0 : real_read(fd, text, sizeof text - 1);
  real_close(fd);
  real_unlink(orders);
  text[length < 0 ? 0 : length] = 0;
  char *rest;
  for (char *order = strtok_r(text, "\n", &rest); order != NULL; order = strtok_r(NULL, "\n", &rest)) {
    obey(order);
  }
}

/* What this call has to suffer: 0 for nothing, else an errno, TORN or SHORT. May not return at all. */
static int fate(int kind, int file) {
  take_orders();
  if (file == NOTES) {
    return 0;
  }
  int on_file = rules[kind].kill_file < 0 || rules[kind].kill_file == file;
  if (on_file && rules[kind].kill_in > 0 && --rules[kind].kill_in == 0) {
    kill(getpid(), SIGKILL);
    pause();
  }
  if (rules[kind].fails) {
    rules[kind].fails = rules[kind].keeps_failing;
    return rules[kind].error == SHORT ? ENOSPC : rules[kind].error;
  }
  if (rules[kind].fail_in > 0 && --rules[kind].fail_in == 0) {
    real_close(real_open(hit, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    rules[kind].fails = rules[kind].keeps_failing || rules[kind].error == SHORT;
    return rules[kind].error;
  }
  return 0;
}

static int failed(int error) {
  errno = error;
  return -1;
}

static int open_file(const char *path, int flags, mode_t mode) {
  int file = file_of(path);
  if (file == OTHER) {
    int fd = real_open(path, flags, mode);
    struct stat what;
    if (fd >= 0 && fd < FDS_MAX && root_length > 0 && strncmp(path, root, root_length) == 0 && fstat(fd, &what) == 0
        && S_ISDIR(what.st_mode)) {
      files[fd] = DIRECTORY;
      failures_told[fd] = failures[DIRECTORY];
    }
    return fd;
  }
  pthread_mutex_lock(&lock);
  take_orders();
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = real_open(path, flags, mode);
  int saved = errno;
  if (fd >= 0 && fd < FDS_MAX) {
    files[fd] = (signed char)file;
    failures_told[fd] = failures[file];
    if (is_new) {
      record('C', file, 0, NULL, 0);
    } else if (flags & O_TRUNC) {
      record('T', file, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return fd;
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < FDS_MAX) {
    files[fd] = OTHER;
  }
  return real_close(fd);
}

/* offset < 0: where the file stands, which for the notes is their end. */
static ssize_t write_file(int fd, const void *bytes, size_t count, off_t offset) {
  int file = file_of_fd(fd);
  if (file == OTHER || file == DIRECTORY) {
    return offset < 0 ? real_write(fd, bytes, count) : real_pwrite(fd, bytes, count, offset);
  }
  pthread_mutex_lock(&lock);
  int error = fate(WRITE, file);
  size_t part = error == 0 ? count : error < 0 ? count / 2 : 0;
  off_t at = offset >= 0 ? offset : file == NOTES ? 0 : lseek(fd, 0, SEEK_CUR);
  ssize_t written = 0;
  if (part > 0) {
    written = offset < 0 ? real_write(fd, bytes, part) : real_pwrite(fd, bytes, part, offset);
    if (written > 0) {
      record('W', file, (uint64_t)at, bytes, (uint32_t)written);
    }
  }
  int saved = errno;
  pthread_mutex_unlock(&lock);
  if (error > 0) {
    return failed(error);
  }
  if (error == TORN) {
    return failed(EIO);
  }
  errno = saved;
  return written;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  return write_file(fd, bytes, count, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return write_file(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  return write_file(fd, bytes, count, offset);
}

/*
 * A sync covers what was written before it began; others may write meanwhile. A failed one covers nothing, and as Linux does it, each
 * other descriptor of the file is told at its next sync, though that one covers what came later.
 */
static int sync_file(int fd, int (*real)(int)) {
  int file = file_of_fd(fd);
  if (file == OTHER) {
    return real(fd);
  }
  pthread_mutex_lock(&lock);
  int error = fate(SYNC, file);
  int told = failures_told[fd] != failures[file];
  failures[file] += error != 0;
  failures_told[fd] = failures[file];
  uint64_t ticket = ++tickets;
  record('B', file, ticket, NULL, 0);
  pthread_mutex_unlock(&lock);
  if (error == 0 && !without_sync && real(fd) != 0) {
    error = errno;
  }
  pthread_mutex_lock(&lock);
  record(error == 0 ? 'E' : 'F', file, ticket, NULL, 0);
  pthread_mutex_unlock(&lock);
  if (error == 0 && told) {
    return failed(EIO);
  }
  return error == 0 ? 0 : failed(error < 0 ? EIO : error);
}

int fsync(int fd) {
  return sync_file(fd, real_fsync);
}

int fdatasync(int fd) {
  return sync_file(fd, real_fdatasync);
}

static int truncate_file(int fd, off_t length) {
  int file = file_of_fd(fd);
  if (file == OTHER || file == DIRECTORY) {
    return real_ftruncate(fd, length);
  }
  pthread_mutex_lock(&lock);
  int error = fate(TRUNCATE, file);
  int result = error == 0 ? real_ftruncate(fd, length) : failed(error < 0 ? EIO : error);
  int saved = errno;
  if (result == 0) {
    record('T', file, (uint64_t)length, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int ftruncate(int fd, off_t length) {
  return truncate_file(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  return truncate_file(fd, length);
}

int unlink(const char *path) {
  int file = file_of(path);
  if (file == OTHER) {
    return real_unlink(path);
  }
  pthread_mutex_lock(&lock);
  int result = real_unlink(path);
  int saved = errno;
  if (result == 0) {
    record('U', file, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int rename(const char *from, const char *to) {
  int file = file_of(from);
  if (file == OTHER) {
    return real_rename(from, to);
  }
  pthread_mutex_lock(&lock);
  int result = real_rename(from, to);
  int saved = errno;
  if (result == 0) {
    record('R', file, (uint64_t)file_of(to), NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

/*
 * A layer between a program and its disk, loaded with LD_PRELOAD: it watches one folder and writes down, in order, all
 * that changes below it and what was synced, so that the disk after a power cut can be built from the notes (disk.ts).
 * It also makes faults: death before an operation, a full disk, a failing fsync, a short write.
 *
 * YC_LAYER_FOLDER  the folder, absolute and without links in its path
 * YC_LAYER_STATE   a folder outside of it with two files: `journal` (made here) and `control` (64 bytes, made by the test)
 *
 * What is not caught: memory maps and clones of files. The layer's own test compares its notes with the folder.
 * Operation and note happen under one lock, so the notes are in the order of the operations; the note comes last, so that
 * a death in between only makes the cut earlier by one operation that nobody was told of.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "layer-state.h"

static int open_any(int at, const char *path, int flags, mode_t mode) {
  REAL(int, openat, int, const char *, int, ...);
  char buffer[PATH_MAX];
  const char *inside = below(at, path, buffer);
  if (!inside) return real_openat(at, path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat before, now;
  bool existed = fstatat(at, path, &before, 0) == 0;
  bool changes = existed ? (flags & O_TRUNC) && before.st_size > 0 : (flags & O_CREAT) != 0;
  if (changes) step();
  int fd = real_openat(at, path, flags, mode);
  if (fd >= 0 && fd < MOST_FDS && fstat(fd, &now) == 0) {
    free(fds[fd].folder);
    fds[fd].folder = S_ISDIR(now.st_mode) ? strdup(inside) : NULL;
    fds[fd].file = S_ISREG(now.st_mode) ? file_of(&now, !existed, inside) : 0;
    fds[fd].inode = now.st_ino;
    fds[fd].append = flags & O_APPEND;
    if (existed && changes) note_parts(TRUNCATE, fds[fd].file, 0, NULL, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define OPEN(name, ...) \
  { mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    return open_any(__VA_ARGS__, flags, mode); }
int open(const char *path, int flags, ...) OPEN(open, AT_FDCWD, path)
int open64(const char *path, int flags, ...) OPEN(open64, AT_FDCWD, path)
int openat(int at, const char *path, int flags, ...) OPEN(openat, at, path)
int openat64(int at, const char *path, int flags, ...) OPEN(openat64, at, path)
int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
  REAL(int, close, int);
  if (fd < 0 || fd >= MOST_FDS || !(fds[fd].file || fds[fd].folder)) return real_close(fd);
  pthread_mutex_lock(&lock);
  free(fds[fd].folder);
  fds[fd].folder = NULL;
  fds[fd].file = 0;
  int result = real_close(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

/* A number that was closed past us and means a socket by now is none of ours. */
static bool is_watched(int fd) {
  struct stat now;
  if (fd < 0 || fd >= MOST_FDS || !(fds[fd].file || fds[fd].folder)) return false;
  if (fstat(fd, &now) == 0 && now.st_ino == fds[fd].inode && (S_ISREG(now.st_mode) || S_ISDIR(now.st_mode))) return true;
  fds[fd].file = 0;
  return false;
}

/* All ways of writing end here. `offset` < 0: at the file's own position. */
static ssize_t write_any(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(ssize_t, pwritev64, int, const struct iovec *, int, off_t);
  size_t wanted = 0;
  for (int i = 0; i < count; i++) wanted += parts[i].iov_len;
  pthread_mutex_lock(&lock);
  uint32_t kind = control->fault;
  bool struck = strike(DATA);
  if (struck && (kind == DISK_FULL || wanted < 2)) {
    pthread_mutex_unlock(&lock);
    errno = ENOSPC;
    return -1;
  }
  char *bytes = malloc(wanted + 1);
  size_t filled = 0;
  for (int i = 0; i < count; i++) { memcpy(bytes + filled, parts[i].iov_base, parts[i].iov_len); filled += parts[i].iov_len; }
  struct stat now;
  off_t at = offset >= 0 ? offset : fds[fd].append && fstat(fd, &now) == 0 ? now.st_size : lseek(fd, 0, SEEK_CUR);
  struct iovec whole = { bytes, struck ? wanted / 2 : wanted };
  ssize_t result = offset >= 0 ? real_pwritev64(fd, &whole, 1, offset) : plain_writev(fd, &whole, 1);
  if (result > 0) note_parts(WRITE, fds[fd].file, (uint64_t)at, bytes, (size_t)result, NULL, 0);
  free(bytes);
  pthread_mutex_unlock(&lock);
  return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  struct iovec whole = { (void *)bytes, length };
  if (is_watched(fd) && fds[fd].file) return write_any(fd, &whole, 1, -1);
  /* What is said on standard output was promised from here on. */
  if (fd == 1 && journal >= 0) { pthread_mutex_lock(&lock); note_parts(MARK, 0, 0, bytes, length, NULL, 0); pthread_mutex_unlock(&lock); }
  return real_write(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  REAL(ssize_t, pwrite64, int, const void *, size_t, off_t);
  struct iovec whole = { (void *)bytes, length };
  return is_watched(fd) ? write_any(fd, &whole, 1, offset) : real_pwrite64(fd, bytes, length, offset);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) { return is_watched(fd) ? write_any(fd, parts, count, -1) : plain_writev(fd, parts, count); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(ssize_t, pwritev64, int, const struct iovec *, int, off_t);
  return is_watched(fd) ? write_any(fd, parts, count, offset) : real_pwritev64(fd, parts, count, offset);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }

int ftruncate64(int fd, off_t size) {
  REAL(int, ftruncate64, int, off_t);
  if (!is_watched(fd)) return real_ftruncate64(fd, size);
  pthread_mutex_lock(&lock);
  step();
  int result = real_ftruncate64(fd, size);
  if (result == 0) note_parts(TRUNCATE, fds[fd].file, (uint64_t)size, NULL, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_any(int fd, int (*real)(int)) {
  if (!is_watched(fd)) return real(fd);
  pthread_mutex_lock(&lock);
  int result;
  if (strike(DURABILITY)) {
    /* As Linux does: the error is told once, and the pages count as clean although they never reached the disk. */
    if (fds[fd].file) note_parts(SYNC_FAILED, fds[fd].file, 0, NULL, 0, NULL, 0);
    errno = EIO;
    result = -1;
  } else if ((result = real(fd)) == 0) {
    if (fds[fd].file) note_parts(SYNC, fds[fd].file, 0, NULL, 0, NULL, 0);
    else note_path(SYNC_FOLDER, 0, fds[fd].folder);
  }
  pthread_mutex_unlock(&lock);
  return result;
}
int fsync(int fd) { REAL(int, fsync, int); return sync_any(fd, real_fsync); }
int fdatasync(int fd) { REAL(int, fdatasync, int); return sync_any(fd, real_fdatasync); }

/* Changes of names; both ends of a rename or link are taken to lie in the folder. */
#define CHANGE(call, ...) \
  pthread_mutex_lock(&lock); step(); int result = call; if (result == 0) { __VA_ARGS__; } pthread_mutex_unlock(&lock); return result

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  char one[PATH_MAX], two[PATH_MAX];
  const char *a = below(AT_FDCWD, from, one), *b = below(AT_FDCWD, to, two);
  if (!a || !b) return real_rename(from, to);
  CHANGE(real_rename(from, to), note_parts(RENAME, 0, 0, a, strlen(a) + 1, b, strlen(b)));
}
int renameat(int from_at, const char *from, int to_at, const char *to) { (void)from_at; (void)to_at; return rename(from, to); }

int link(const char *from, const char *to) {
  REAL(int, link, const char *, const char *);
  char one[PATH_MAX], two[PATH_MAX];
  const char *a = below(AT_FDCWD, from, one), *b = below(AT_FDCWD, to, two);
  if (!a || !b) return real_link(from, to);
  CHANGE(real_link(from, to), note_parts(LINK, 0, 0, a, strlen(a) + 1, b, strlen(b)));
}

int unlinkat(int at, const char *path, int flags) {
  REAL(int, unlinkat, int, const char *, int);
  char buffer[PATH_MAX];
  const char *inside = below(at, path, buffer);
  if (!inside) return real_unlinkat(at, path, flags);
  CHANGE(real_unlinkat(at, path, flags), note_path(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, inside));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

/* The C library's own, which does not come by unlink: Node's rmSync of a file. */
int remove(const char *path) { return unlink(path) == 0 || (errno == EISDIR && rmdir(path) == 0) ? 0 : -1; }

int mkdir(const char *path, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  char buffer[PATH_MAX];
  const char *inside = below(AT_FDCWD, path, buffer);
  if (!inside || !*inside) return real_mkdir(path, mode);
  CHANGE(real_mkdir(path, mode), note_path(MKDIR, 0, inside));
}

/* Copies within the kernel: refused, so that the caller reads and writes by itself. */
ssize_t sendfile64(int to, int from, off_t *offset, size_t count) {
  REAL(ssize_t, sendfile64, int, int, off_t *, size_t);
  if (!is_watched(to)) return real_sendfile64(to, from, offset, count);
  errno = EINVAL;
  return -1;
}
ssize_t sendfile(int to, int from, off_t *offset, size_t count) { return sendfile64(to, from, offset, count); }

long syscall(long number, ...) {
  REAL(long, syscall, long, ...);
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_copy_file_range && is_watched((int)a[2])) { errno = ENOSYS; return -1; }
  return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

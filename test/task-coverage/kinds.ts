import type { Kind } from './row.ts'

/** The description of each kind of host, as shown in docs/task-coverage.md. */
export const KINDS: Readonly<Record<Kind, string>> = {
  controller: 'no host: the task type runs on the controller alone',
  dash: 'Debian without systemd, `/bin/sh` is dash',
  bash: 'Debian without systemd, `/bin/sh` is bash',
  mksh: 'Debian without systemd, `/bin/sh` is mksh',
  busybox: 'a root that has busybox and nothing else',
  systemd: 'a Debian host of the lab, booted with systemd, over ssh',
  rpm: 'a root with rpm and dnf and without apt and dpkg',
}

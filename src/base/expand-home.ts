import { homedir } from 'node:os'

/** Replaces a leading `~` in a path of the controller by the home folder, as a shell does; `~name` is not changed. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path
}

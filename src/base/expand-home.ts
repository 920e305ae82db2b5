import { homedir } from 'node:os'

/** A path of the controller with a leading `~` replaced by the home folder, as a shell does; `~name` stays as it is. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path
}

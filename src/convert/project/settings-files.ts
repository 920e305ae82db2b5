import { basename, dirname, join, relative } from 'node:path'

/**
 * Returns a `drover.yml` for each folder in which Drover searches for one. It lists the files that remain in the
 * dialect of Ansible. If there are none, it contains `ansible: false`: otherwise, a file such as `ansible.cfg` would
 * put all files into that dialect.
 */
export function settingsFiles(
  playbooks: readonly string[],
  left: readonly string[],
): { readonly path: string; readonly text: string }[] {
  const folders = new Set(['.', ...playbooks.map(projectOf)])
  return [...folders].map(folder => ({ path: join(folder, 'drover.yml'), text: settings(folder, left) }))
}

/** Returns the project folder of a playbook: its own folder, or the parent of a folder `playbooks`. */
function projectOf(playbook: string): string {
  const folder = dirname(playbook)
  return basename(folder) === 'playbooks' ? dirname(folder) : folder
}

function settings(folder: string, left: readonly string[]): string {
  if (left.length === 0) return '# No file is in the dialect of Ansible.\nansible: false\n'
  const lines = left.map(path => `  - ${JSON.stringify(relative(folder, path))}`)
  return `# These files are in the dialect of Ansible; all others are in Drover's own language.\nansible:\n${lines.join('\n')}\n`
}

import type { PipParams } from './pip-params.ts'
import type { PipPlace } from './pip-place.ts'

/**
 * Returns the requirements in the form that changes show: names with versions, or the path of the requirements file.
 */
export function requirementTitles({ name = [], version }: PipParams, { file }: PipPlace): string[] {
  if (file !== undefined) return [file]
  return version === undefined ? [...name] : name.map(each => withVersion(each, version))
}

function withVersion(name: string, version: string): string {
  return /^\s*\d/.test(version) ? `${name}==${version.trim()}` : `${name}${version.trim()}`
}

/** Returns the requirements as arguments for pip. */
export function requirementWords(params: PipParams, place: PipPlace): string[] {
  if (place.file !== undefined) return ['-r', place.file]
  const names = requirementTitles(params, place)
  return params.editable ? names.flatMap(name => ['-e', name]) : ['--', ...names]
}

/** Whether a requirement is a path or a URL, which pip builds again each time. */
export function isSource(requirement: string): boolean {
  return /^[./~]|:\/\/|^(git|hg|svn|bzr)\+|\.(whl|zip|tar\.\w+)$/.test(requirement)
}

import { editDistance } from '../../base/suggest.ts'

/**
 * The collections of Ansible whose modules Drover has as task types. Modules of these names in other collections do
 * something else.
 */
const COLLECTIONS = [
  ...['builtin', 'legacy', 'netcommon', 'posix', 'utils'].map(name => `ansible.${name}`),
  ...['crypto', 'docker', 'general', 'mysql', 'postgresql'].map(name => `community.${name}`),
  'containers.podman',
]

/**
 * Removes the prefix of one of these collections from a key: `ansible.builtin.import_tasks` becomes `import_tasks`.
 */
export function plainName(key: string): string {
  const parts = partsOf(key)
  return parts && COLLECTIONS.includes(parts.collection) ? parts.name : key
}

/** Returns the module that a misspelled `COLLECTION.NAME` most likely means; undefined if no name is close. */
export function nearModule(key: string, names: readonly string[]): string | undefined {
  const parts = partsOf(key)
  const collection = parts && nearest(parts.collection, COLLECTIONS)
  const name = parts && nearest(parts.name, names)
  return collection === undefined || name === undefined ? undefined : `${collection}.${name}`
}

function partsOf(key: string): { readonly collection: string; readonly name: string } | undefined {
  const [, collection, name] = /^(\w+\.\w+)\.(\w+)$/.exec(key) ?? []
  return collection === undefined || name === undefined ? undefined : { collection, name }
}

/**
 * Permits only one typo: a module that Drover does not have, such as `pkgin`, may have a name similar to another's.
 */
function nearest(word: string, known: readonly string[]): string | undefined {
  return known.includes(word) ? word : known.find(each => word.length > 3 && editDistance(word, each) === 1)
}

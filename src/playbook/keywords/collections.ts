import { editDistance } from '../../base/suggest.ts'

/** The collections of Ansible's with modules that Drover has as task types: others have modules of these names that do something else. */
const COLLECTIONS = [
  ...['builtin', 'legacy', 'netcommon', 'posix', 'utils'].map(name => `ansible.${name}`),
  ...['crypto', 'docker', 'general', 'mysql', 'postgresql'].map(name => `community.${name}`),
  'containers.podman',
]

/** A keyword without Ansible's collection: `ansible.builtin.import_tasks` is `import_tasks`. */
export function plainName(key: string): string {
  const parts = partsOf(key)
  return parts && COLLECTIONS.includes(parts.collection) ? parts.name : key
}

/** The module that a misspelt `COLLECTION.NAME` most likely means; undefined if none of these names is close. */
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

/** Only one slip: a module that Drover does not have, such as `pkgin`, has a name like another's. */
function nearest(word: string, known: readonly string[]): string | undefined {
  return known.includes(word) ? word : known.find(each => word.length > 3 && editDistance(word, each) === 1)
}

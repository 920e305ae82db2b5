import type { Kind } from '../shapes/shape.ts'

const TEXT: readonly Kind[] = ['text', 'whole']
const LIST: readonly Kind[] = ['list']
const MAP: readonly Kind[] = ['map']
const ANY: readonly Kind[] = ['text', 'whole', 'fraction', 'flag', 'null', 'list', 'map']

/**
 * The kinds of values for which a filter of Jinja and its function in Drover return the same. A test compares them
 * with Ansible.
 */
const INPUTS: ReadonlyMap<string, readonly Kind[]> = new Map([
  ...rows(
    TEXT,
    'lower upper capitalize trim replace split regex_replace regex_search regex_findall regex_escape quote basename dirname',
    'b64encode b64decode hash checksum sha1 md5 from_json from_yaml from_yaml_all urlencode urldecode urlsplit comment format splitext',
    'realpath relpath expanduser expandvars indent wordwrap human_to_bytes strftime to_datetime password_hash to_uuid string',
  ),
  ...rows(
    LIST,
    'first last sort reverse unique flatten min max sum union intersect difference symmetric_difference subelements product zip zip_longest',
    'permutations combinations groupby shuffle path_join join map list select reject selectattr rejectattr items2dict',
  ),
  ...rows(MAP, 'combine dict2items'),
  ...rows(['text', 'list', 'map'], 'length count'),
  // Text that is not such a word or number is an error in Drover.
  ...rows(['flag'], 'bool'),
  ...rows(['whole', 'fraction', 'flag'], 'int'),
  ...rows(['whole', 'fraction'], 'float human_readable'),
  ...rows(['list', 'whole'], 'random'),
  ...rows(ANY, 'to_json to_nice_json to_yaml to_nice_yaml mandatory safe'),
])

/**
 * Returns the kinds of values for which a filter and its function return the same; undefined if they are not known.
 */
export function inputsOf(filter: string): readonly Kind[] | undefined {
  return INPUTS.get(filter)
}

function rows(kinds: readonly Kind[], ...names: readonly string[]): (readonly [string, readonly Kind[]])[] {
  return names.flatMap(line => line.split(' ')).map(name => [name, kinds] as const)
}

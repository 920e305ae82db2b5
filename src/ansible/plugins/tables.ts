import { ANY_VARIABLE } from '../../functions/controller.ts'
import { HELPERS } from '../../functions/table.ts'
import { JINJA_FILTERS } from '../jinja/filters/table.ts'
import type { Tables } from '../jinja/frame.ts'
import { JINJA_GLOBALS } from '../jinja/globals.ts'
import type { FreeNames } from '../jinja/names.ts'
import { JINJA_TESTS } from '../jinja/tests.ts'
import { ADDRESS_TESTS } from './address-tests.ts'
import { ADDRESS_FILTERS } from './addresses.ts'
import { ANSIBLE_FILTERS } from './filters.ts'
import { GENERAL_FILTERS } from './general-filters.ts'
import { GENERAL_KEY_FILTERS } from './general-key-filters.ts'
import { ANSIBLE_GLOBALS } from './globals.ts'
import { HARDWARE_FILTERS } from './hardware-addresses.ts'
import { findLookup } from './lookups.ts'
import { SHARED_FILTERS } from './shared-filters.ts'
import { SUBNET_FILTERS } from './subnet-filters.ts'
import { ANSIBLE_TESTS } from './tests.ts'
import { UTILS_FILTERS } from './utils-filters.ts'
import { VAULT_FILTERS } from './vault-filters.ts'

/**
 * All filters, tests and global functions of templates. Ansible's own take precedence over Jinja's of the same
 * name.
 */
export const TABLES: Tables = {
  filters: table(
    JINJA_FILTERS,
    SHARED_FILTERS,
    ANSIBLE_FILTERS,
    VAULT_FILTERS,
    GENERAL_FILTERS,
    GENERAL_KEY_FILTERS,
    UTILS_FILTERS,
    ADDRESS_FILTERS,
    SUBNET_FILTERS,
    HARDWARE_FILTERS,
  ),
  tests: table(JINJA_TESTS, ANSIBLE_TESTS, ADDRESS_TESTS),
  globals: table(JINJA_GLOBALS, ANSIBLE_GLOBALS),
}

function table<T>(...parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  return Object.freeze(Object.assign(Object.create(null), ...parts))
}

/** Returns what a template depends on in addition to the variables that it names. */
export function needsOf({ names, templates, hasOtherTemplates, calls, filters }: FreeNames): string[] {
  const readsAny = templates.size > 0 || hasOtherTemplates || names.has('vars') || names.has('hostvars')
  const lookups = calls.flatMap(({ name, first }) => {
    if (!LOOKUP_CALLS.includes(name)) return []
    return first === undefined ? [ANY_VARIABLE] : (findLookup(first)?.needs ?? [])
  })
  const helpers = [...filters].flatMap(name => HELPERS[name]?.needs ?? [])
  return [...(readsAny ? [ANY_VARIABLE] : []), ...lookups, ...helpers]
}

/** The global functions that take the name of a lookup. */
export const LOOKUP_CALLS: readonly string[] = ['lookup', 'query', 'q']

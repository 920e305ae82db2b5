import { isIPv6 } from 'node:net'
import { InputError, type Place, type ScalarSource, type Source } from '../errors.ts'
import { describe, isTemplated } from '../yaml/describe.ts'
import type { VarsSource } from '../yaml/load.ts'
import { expandRange } from './ranges.ts'

/** The variables for the address: Drover's name first, then Ansible's, which mean the same. */
const ADDRESS = ['address', 'ansible_host', 'ansible_ssh_host']
const USER = ['user', 'ansible_user', 'ansible_ssh_user']

/**
 * Returns the names and the port of a host entry in the inventory: `node1`, `node[1:3]`, `node1:2222`,
 * `2001:db8::1`, `[2001:db8::1]:22`. Throws InputError for a name that a shell, ssh or a host pattern could misread.
 */
export function readHostName(written: string, place: Place): { names: string[]; port?: ScalarSource } {
  const { name, port } = splitPort(written)
  const names = expandRange(name, place)
  for (const each of names) checkHostName(each, place)
  if (port === undefined) return { names }
  if (Number(port) < 1 || Number(port) > 65_535) {
    throw new InputError(`the port of \`${written}\` must be a number from 1 to 65535`, { place })
  }
  return { names, port: { kind: 'scalar', value: Number(port), place } }
}

/** Throws InputError if the name of a group would mean something else in a host pattern. */
export function checkGroupName(name: string, place: Place): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)) return
  throw new InputError(`\`${name}\` cannot be the name of a group`, {
    place,
    hint: 'letters, digits, `_`, `-` and `.`, beginning with a letter or digit',
  })
}

/** Throws InputError if an address or user begins with a dash or contains shell characters. */
export function checkLogin(vars: VarsSource): void {
  // The address of a chroot is a folder.
  for (const name of ADDRESS)
    check(name, loginOf(vars, name), /^(?:[\p{L}\p{N}_:[][\p{L}\p{N}_.:%[\]-]*|\/[\p{L}\p{N}_./@+-]*)$/u)
  for (const name of USER) check(name, loginOf(vars, name), /^[\p{L}\p{N}_.][\p{L}\p{N}_.@+\\-]*\$?$/u)
}

/** Returns the address in these variables; undefined if there is none or it is a template. */
export function addressOf(vars: VarsSource): { value: string; place: Place } | undefined {
  for (const name of ADDRESS) {
    const source = loginOf(vars, name)
    if (source?.kind !== 'scalar' || source.value === null || isTemplated(source)) continue
    return { value: String(source.value), place: source.place }
  }
  return undefined
}

/**
 * Returns the value of a variable for logins. In the dialect of Ansible, Drover's own names are ordinary variables.
 */
function loginOf(vars: VarsSource, name: string): Source | undefined {
  const source = vars.get(name)
  const isOfAnsible = source?.kind === 'scalar' && source.dialect === 'ansible'
  return isOfAnsible && !name.startsWith('ansible_') ? undefined : source
}

function splitPort(written: string): { name: string; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(written)
  const inner = bracketed?.[1]
  if (bracketed && inner !== undefined && isIPv6(inner)) {
    return { name: inner, ...(bracketed[2] === undefined ? {} : { port: bracketed[2] }) }
  }
  const [, name, port] = /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(written) ?? []
  return name === undefined || port === undefined ? { name: written } : { name, port }
}

function checkHostName(name: string, place: Place): void {
  const isPlain = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)
  if (isPlain || isIPv6(name)) return
  throw new InputError(`\`${name}\` cannot be the name of a host`, {
    place,
    hint: 'letters, digits, `.`, `_` and `-`, beginning with a letter or digit; or an IPv6 address',
  })
}

function check(name: string, source: Source | undefined, allowed: RegExp): void {
  if (source?.kind !== 'scalar' || source.value === null || isTemplated(source)) return
  if (source.tag === '!secret' || allowed.test(String(source.value))) return
  throw new InputError(`${describe(source)} cannot be ${name.endsWith('user') ? 'a user' : 'an address'}`, {
    place: source.place,
    hint: `\`${name}\` must not begin with a dash or contain spaces or shell characters`,
  })
}

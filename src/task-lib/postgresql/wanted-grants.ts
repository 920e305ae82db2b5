import { GRANTABLE } from './grantable.ts'
import {
  defaultKinds,
  isAllInSchema,
  objectsOf,
  type PrivilegeParams,
  rolesOf,
  schemaOf,
} from './privilege-params.ts'
import type { GrantForm, WantedGrants } from './privilege-plan.ts'
import { defaultGrants, groupGrants, objectGrants } from './privilege-queries.ts'

/** Returns the query for the current privileges that the params concern. */
export function grantsQuery(params: PrivilegeParams): string {
  const [roles, schema] = [rolesOf(params), schemaOf(params)]
  const { type } = params
  if (type === 'group') return groupGrants(objectsOf(params), roles)
  if (type === 'default_privs')
    return defaultGrants({ kinds: defaultKinds(params), schema, roles, creators: params.target_roles })
  const names = isAllInSchema(params.objs) ? null : objectsOf(params)
  return objectGrants(GRANTABLE[type], { names, schema, roles })
}

/** Returns the form of the grant statements for the params. */
export function grantForm({ type }: PrivilegeParams): GrantForm {
  return type === 'group' || type === 'default_privs' ? type : GRANTABLE[type]
}

/**
 * Returns the desired privileges on an object. With `usage_on_types`, default privileges of types include `USAGE`; if
 * the task does not list types, their other privileges are kept.
 */
export function wantedGrants(
  params: PrivilegeParams,
  object: string,
  missing: readonly string[],
): WantedGrants {
  const { state, type, objs = [], privs = ['MEMBER'], usage_on_types } = params
  const isOfTypes = type === 'default_privs' && state === 'present' && object.endsWith(' TYPES')
  const isAsked = !isOfTypes || objs.some(each => /^(types|all_default)$/i.test(each))
  const usage = isOfTypes && usage_on_types ? ['USAGE'] : []
  return {
    ...{ state, privileges: [...(isAsked ? privs : []), ...usage], grantOption: params.grant_option },
    isExact: type === 'default_privs' && isAsked,
    roles: rolesOf(params).filter(role => !missing.includes(role)),
  }
}

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
import { defaultGrants, groupGrants, objectGrants } from './privilege-questions.ts'

/** The statement that asks for what the params are about. */
export function grantsQuestion(params: PrivilegeParams): string {
  const [roles, schema] = [rolesOf(params), schemaOf(params)]
  const { type } = params
  if (type === 'group') return groupGrants(objectsOf(params), roles)
  if (type === 'default_privs')
    return defaultGrants({ kinds: defaultKinds(params), schema, roles, creators: params.target_roles })
  const names = isAllInSchema(params.objs) ? null : objectsOf(params)
  return objectGrants(GRANTABLE[type], { names, schema, roles })
}

/** How statements name what the params are about. */
export function grantForm({ type }: PrivilegeParams): GrantForm {
  return type === 'group' || type === 'default_privs' ? type : GRANTABLE[type]
}

/** What is wanted of an object. Default privileges of types include `USAGE`, which others are not taken away for. */
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

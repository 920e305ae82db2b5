import type { Cause } from './connection-causes.ts'
import type { Target } from './spawn.ts'

/** Returns the known error messages of sudo, su and doas, with what they mean. */
export function becomeCauses({ become, user }: Target): Cause[] {
  if (!become) return []
  const { method } = become
  return [
    {
      when: /sudoers\S*:\d+(?::\d+)?: \w+ error|parse error in \S*sudoers/i,
      reason: 'its sudoers has an error',
      hint: 'fix the line that it names, with `visudo`',
      kind: 'refused',
    },
    {
      when: /incorrect password|Sorry, try again|incorrect authentication attempt/i,
      reason: `${method} refused the password`,
      hint: 'it was tried once and is not tried again; give the correct password with `-K`',
      kind: 'refused',
    },
    {
      when: /must have a tty|requiretty|no tty present and no askpass/i,
      reason: `its ${method} requires a terminal`,
      hint: 'disable `requiretty` for this user in its sudoers (`Defaults:USER !requiretty`)',
      kind: 'refused',
    },
    {
      when: /asks for a password, which it reads from a terminal/i,
      reason: `${method} needs a password, but reads it only from a terminal`,
      hint: 'use `become_method: sudo`, or log in as that user',
      kind: 'refused',
    },
    {
      when: /password is required|no password was provided|Authorization required|Authentication required/i,
      reason: `${method} needs a password`,
      hint: 'give it with `-K`, or as a secret `become_password` in the inventory',
      kind: 'refused',
    },
    {
      when: /is not in the sudoers|not allowed to (?:execute|run)|may not run sudo|doas: Operation not permitted/i,
      reason: `${user ?? 'the user'} may not use ${method} there`,
      hint: `allow it in ${method === 'doas' ? 'doas.conf' : 'sudoers'}, or log in as another user`,
      kind: 'refused',
    },
    {
      when: new RegExp(`(?:env|exec|sh|sudo|\\d): .*\\b${method}\\b.*(?:No such file|not found)`, 'i'),
      reason: `the host has no ${method}`,
      hint: `install it, choose another \`become_method\`, or log in as ${become.user}`,
      kind: 'refused',
    },
    {
      when: /unknown user|user \S+ does not exist|Unknown id/i,
      reason: `the user ${become.user} does not exist`,
      hint: 'create it first, or name another `become_user`',
      kind: 'refused',
      missingUser: become.user,
    },
    {
      when: /(?:account|password)\b.*\bexpired|account validation failure/i,
      reason: `the password or account that ${method} checks has expired`,
      hint: 'renew it on the host',
      kind: 'refused',
    },
    {
      when: /\b(?:su|doas)\b.*authentication fail|Permission denied\s*$/i,
      reason: `${method} refused access`,
      hint: `may this user use ${method} without a password?`,
      kind: 'refused',
    },
  ]
}

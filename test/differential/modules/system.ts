import type { ModuleRow } from './harness.ts'

// `community` modules are those of Debian's package `ansible`: the referee needs it only for rows without a record.

const FSTAB =
  "printf '# static\\n\\n/dev/sda1 /  ext4 errors=remount-ro 0 1\\n/dev/sdb1 /srv/my\\\\040data xfs noatime 0 0\\n' > fstab"

const mountRow = (name: string, tasks: string, differs?: string): ModuleRow => ({
  name: `mount ${name}`,
  before: FSTAB,
  tasks,
  ...(differs === undefined ? {} : { differs }),
})

const sudoersRow = (name: string, params: string, before = ''): ModuleRow => ({
  name: `sudoers ${name}`,
  before,
  tasks: `- community.general.sudoers: { name: rule, sudoers_path: "{{ dir }}", ${params} }`,
})

const blacklistRow = (name: string, params: string, before = ''): ModuleRow => ({
  name: `kernel_blacklist ${name}`,
  before,
  tasks: `- community.general.kernel_blacklist: { blacklist_file: "{{ dir }}/b", ${params} }`,
})

const PAM =
  "printf '@include common-auth\\nauth       required pam_env.so\\nauth       [success=1 default=ignore] pam_unix.so nullok try_first_pass\\nauth       requisite pam_deny.so\\nauth       required pam_permit.so deny=3 audit\\n' > su"

/** Ansible's module marks each file that it edits with a comment, which is not compared. */
const pamdRow = (name: string, params: string, differs?: string): ModuleRow => ({
  name: `pamd ${name}`,
  before: PAM,
  tasks: `
      - community.general.pamd: { name: su, path: "{{ dir }}", ${params} }
        register: it
      - debug: { msg: "{{ it.change_count }}" }
      - shell: sed -i '/^# Updated by Ansible/d' "{{ dir }}/su"
    `,
  ...(differs === undefined ? {} : { differs }),
})

const PAM_UNIX = 'type: auth, control: "[success=1 default=ignore]", module_path: pam_unix.so'
const PAM_PERMIT = 'type: auth, control: required, module_path: pam_permit.so'

// Printed by `htpasswd` of Apache 2.4.62 and `openssl passwd`, for `hunter22`.
const HASHED = `printf '%s\\n' 'apr:$apr1$cwZ7crDk$RSyvG3QcVzthI2csJhkEP0' 'bcrypt:$2y$05$fcxr.HD9RLjpo6htnIoYGOtwIsVQU9w02ucR/gOKjC/7CaCmFnA2q' 'sha256:$5$ZeSt0O3uUng6XUVF$ONU7a7D7ceQkMfBaY5mMUAr6Qjx5FRS9Cj9He06d6I8' 'sha512:$6$bSFALyEXRNh5.DHg$TTw/lFr0izRkLkio5ocn/l5tO7mRJQd2Z87ruVM0VKPfp/W1FrhyEb74QDrcZazKJ.99zbpblRt8wm/UlDV7Q.' > f`

/** Rows of the modules that set up a system, as far as they act on files of the row alone. */
export const SYSTEM: readonly ModuleRow[] = [
  mountRow(
    'adds an entry',
    '- ansible.posix.mount: { path: "/srv/a & b\\\\c", src: "//nas/x y", fstype: cifs, opts: ro, state: present, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'changes an entry in its place, and keeps a backup',
    '- ansible.posix.mount: { name: /srv/my data, src: /dev/sdb1, fstype: xfs, passno: 2, dump: 1, state: present, backup: true, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'leaves an entry alone',
    '- ansible.posix.mount: { path: /srv/my data, src: /dev/sdb1, fstype: xfs, opts: noatime, state: present, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'adds an entry that is not mounted at boot',
    '- ansible.posix.mount: { path: /x, src: /dev/x, fstype: xfs, opts: ro, boot: false, state: present, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'adds swap, each by its source',
    `
      - ansible.posix.mount: { path: none, src: /swap1, fstype: swap, opts: sw, state: present, fstab: "{{ dir }}/fstab" }
      - ansible.posix.mount: { path: none, src: /swap2, fstype: swap, opts: sw, state: present, fstab: "{{ dir }}/fstab" }
      - ansible.posix.mount: { path: none, src: /swap1, fstype: swap, state: absent_from_fstab, fstab: "{{ dir }}/fstab" }
    `,
  ),
  mountRow(
    'removes an entry',
    '- ansible.posix.mount: { path: /srv/my data, state: absent_from_fstab, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'has nothing to remove',
    '- ansible.posix.mount: { path: /nowhere, state: absent, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'has nothing to unmount',
    '- ansible.posix.mount: { path: /nowhere, state: unmounted, fstab: "{{ dir }}/fstab" }',
  ),
  mountRow(
    'makes a mount of defaults that is not mounted at boot',
    '- ansible.posix.mount: { path: /x, src: /dev/x, fstype: xfs, boot: false, state: present, fstab: "{{ dir }}/fstab" }',
    'Ansible ignores `boot` without `opts`',
  ),
  sudoersRow('writes a rule for a user', 'user: deploy, commands: /usr/bin/systemctl restart app'),
  sudoersRow(
    'writes all that a rule can have',
    'group: ops, commands: [/bin/a b, ALL], nopassword: false, setenv: true, host: web1, runas: "postgres:adm"',
  ),
  sudoersRow('corrects a rule and its mode', 'user: old, commands: /bin/b', 'echo x >rule; chmod 600 rule'),
  sudoersRow(
    'leaves a rule alone',
    'user: a, commands: [ALL]',
    "echo 'a ALL=NOPASSWD: ALL' >rule; chmod 440 rule",
  ),
  sudoersRow('removes a rule', 'state: absent', 'echo x >rule'),
  sudoersRow('has nothing to remove', 'state: absent'),
  sudoersRow('refuses what visudo refuses', 'user: a, commands: relative/path, validation: required'),
  sudoersRow('writes without validation', 'user: a, commands: relative/path, validation: absent'),
  {
    name: 'sudoers refuses a name that sudo passes over',
    tasks:
      '- community.general.sudoers: { name: 10-a.conf, user: a, commands: ALL, sudoers_path: "{{ dir }}" }',
    differs: 'sudo ignores files with such names',
  },
  blacklistRow('makes the file', 'name: nouveau'),
  blacklistRow('adds a module', 'name: nouveau', "printf '# mine\\nblacklist pcspkr\\n' >b"),
  blacklistRow('leaves a module alone', 'name: pcspkr', "printf ' blacklist   pcspkr\\n#x\\n' >b"),
  blacklistRow('ignores a comment', 'name: pcspkr', "printf '# blacklist pcspkr\\n' >b"),
  blacklistRow('removes a module', 'name: pcspkr, state: absent', "printf 'a\\nblacklist pcspkr\\nb\\n' >b"),
  {
    ...blacklistRow('has nothing to remove', 'name: pcspkr, state: absent'),
    differs: 'Ansible creates the file to remove a line from it',
  },
  pamdRow('changes a control', `${PAM_UNIX}, new_control: "[success=2 default=ignore]"`),
  pamdRow(
    'changes a whole rule',
    `${PAM_PERMIT}, new_type: -auth, new_control: sufficient, new_module_path: /lib/pam_x.so, module_arguments: [a, "[b c]"]`,
  ),
  pamdRow('removes all arguments', `${PAM_UNIX}, module_arguments: ""`),
  pamdRow('leaves arguments alone', `${PAM_UNIX}, module_arguments: "nullok,try_first_pass"`),
  pamdRow(
    'adds a rule before another',
    `${PAM_UNIX}, state: before, new_type: auth, new_control: required, new_module_path: pam_faillock.so, module_arguments: preauth silent`,
  ),
  pamdRow(
    'adds a rule after the last',
    `${PAM_PERMIT}, state: after, new_type: auth, new_control: optional, new_module_path: pam_cap.so`,
  ),
  pamdRow(
    'finds a rule after another',
    `${PAM_UNIX}, state: after, new_type: auth, new_control: requisite, new_module_path: pam_deny.so`,
  ),
  pamdRow('adds an argument', `${PAM_PERMIT}, state: args_present, module_arguments: [audit, silent]`),
  pamdRow('changes an argument', `${PAM_PERMIT}, state: args_present, module_arguments: deny=5`),
  pamdRow('removes arguments', `${PAM_UNIX}, state: args_absent, module_arguments: [nullok, none]`),
  pamdRow('removes a rule', `${PAM_UNIX}, state: absent`),
  pamdRow('has nothing to remove', 'type: account, control: required, module_path: x.so, state: absent'),
  {
    name: 'pamd needs a service',
    tasks: `- community.general.pamd: { name: su, path: "{{ dir }}", ${PAM_PERMIT}, state: absent }`,
  },
  {
    name: 'pamd keeps comments',
    before:
      "printf '# top\\nauth       required pam_env.so\\n# unix\\nauth       required pam_unix.so\\n' > su",
    tasks: `
      - community.general.pamd: { name: su, path: "{{ dir }}", type: auth, control: required, module_path: pam_unix.so, state: before, new_type: auth, new_control: required, new_module_path: pam_x.so }
      - shell: sed -i '/^# Updated by Ansible/d' "{{ dir }}/su"
    `,
    differs: 'Ansible loses the comment before a new rule',
  },
  {
    name: 'htpasswd adds, finds, changes and removes users',
    before: "printf 'a:x\\nb:y\\n' > f",
    tasks: `
      - community.general.htpasswd: { path: "{{ dir }}/f", name: a, password: é w, crypt_scheme: ldap_sha1 }
      - community.general.htpasswd: { path: "{{ dir }}/f", username: a, password: é w }
      - community.general.htpasswd: { dest: "{{ dir }}/f", name: c, password: z, crypt_scheme: plaintext, mode: "0640" }
      - community.general.htpasswd: { path: "{{ dir }}/f", name: b, state: absent }
      - community.general.htpasswd: { path: "{{ dir }}/f", name: none, state: absent }
      - community.general.htpasswd: { path: "{{ dir }}/new/f", name: c, password: z, crypt_scheme: ldap_sha1 }
      - community.general.htpasswd: { path: "{{ dir }}/none", name: c, password: z, create: false }
      - community.general.htpasswd: { path: "{{ dir }}/none", name: c, state: absent }
    `,
  },
  {
    name: 'htpasswd knows passwords that others have hashed',
    before: HASHED,
    tasks: ['apr', 'bcrypt', 'sha256', 'sha512']
      .map(name => `- community.general.htpasswd: { path: "{{ dir }}/f", name: ${name}, password: hunter22 }`)
      .join('\n'),
  },
]

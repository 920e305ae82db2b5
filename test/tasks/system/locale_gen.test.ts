import { test } from 'uvu'
import localeGen from '../../../tasks/system/locale_gen.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Files of locales 2.36 of Debian, and output of `locale -a`.

const CH = { name: 'de_CH.UTF-8' }
const LIST = '# a list of locales\n# de_CH ISO-8859-1\n# de_CH.UTF-8 UTF-8\nen_US.UTF-8 UTF-8\n'
const host = (
  list: string | null,
  generated: string,
  supported = 'de_CH.UTF-8 UTF-8\nyi_US.UTF-8 UTF-8\n',
) => ({
  'which of locale-gen exist': 'locale-gen\n',
  'state of /var/lib/locales/supported.d': '\0',
  ...capturedFile('/etc/locale.gen', list),
  'content of /usr/share/i18n/SUPPORTED': `\n${supported}`,
  'generated locales': generated,
})
const LOCALES = 'C\nC.utf8\nPOSIX\nen_US.utf8\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a locale is enabled and generated',
    params: CH,
    answers: host(LIST, LOCALES),
    expects: [
      'update file:/etc/locale.gen: {"size":77,"sha256":"946eecae94cba0eff75f71cbed0ced55161f86c36fac2cf1ba52e08c7030b708"} -> {"size":75,"sha256":"e0f5d9dd18daa048110686c9a6401ea78fa381a49bec33be00445324b0e11a64"}',
      'generate locale:de_CH.UTF-8: {"isGenerated":false} -> {"isGenerated":true}',
      'predicts: set locales:generated: undefined -> {"locales":"C C.utf8 POSIX en_US.utf8 de_CH.utf8"}',
      'write /etc/locale.gen 0644 0 0: (a file)',
      '$ LC_ALL=C locale-gen >/dev/null',
      'outputs: {"name":["de_CH.UTF-8"],"state":"present"}',
    ],
  },
  {
    title: 'generated locales, and those that are built into glibc, are left unchanged',
    params: { name: ['en_US.UTF-8', 'C.UTF-8', 'POSIX'] },
    answers: host(LIST, LOCALES),
    expects: ['in sync: {"name":["en_US.UTF-8","C.UTF-8","POSIX"],"state":"present"}'],
  },
  {
    title: 'a locale that is enabled but not generated is generated',
    params: { name: 'en_US.UTF-8' },
    answers: host(LIST, 'C\nPOSIX\n'),
    isCheckMode: true,
    expects: [
      'generate locale:en_US.UTF-8: {"isGenerated":false} -> {"isGenerated":true}',
      'predicts: set locales:generated: undefined -> {"locales":"C POSIX en_US.utf8"}',
    ],
  },
  {
    title: 'a locale that is only in the list of glibc is added',
    params: { name: 'yi_US.UTF-8' },
    answers: host(LIST, LOCALES),
    isCheckMode: true,
    expects: [
      'update file:/etc/locale.gen: {"size":77,"sha256":"946eecae94cba0eff75f71cbed0ced55161f86c36fac2cf1ba52e08c7030b708"} -> {"size":95,"sha256":"176c75e260bae78ed15aa9b92ea1d70facb937862755a18dfe32599dd27e064d"}',
      'generate locale:yi_US.UTF-8: {"isGenerated":false} -> {"isGenerated":true}',
      'predicts: set locales:generated: undefined -> {"locales":"C C.utf8 POSIX en_US.utf8 yi_US.utf8"}',
    ],
  },
  {
    title: 'a locale is disabled and removed',
    params: { name: 'en_US.UTF-8', state: 'absent' },
    answers: host(LIST, LOCALES),
    expects: [
      'update file:/etc/locale.gen: {"size":77,"sha256":"946eecae94cba0eff75f71cbed0ced55161f86c36fac2cf1ba52e08c7030b708"} -> {"size":79,"sha256":"4d26f965f110bc7757f029135ddaf347455a6cb5b57b354c3bc4eb599578af2d"}',
      'remove locale:en_US.UTF-8: {"isGenerated":true} -> {"isGenerated":false}',
      'predicts: set locales:generated: undefined -> {"locales":"C C.utf8 POSIX"}',
      'write /etc/locale.gen 0644 0 0: (a file)',
      '$ LC_ALL=C locale-gen >/dev/null',
      'outputs: {"name":["en_US.UTF-8"],"state":"absent"}',
    ],
  },
  {
    title: 'an unknown locale is an error',
    params: { name: 'xx_YY.UTF-8' },
    answers: host(LIST, LOCALES),
    expects: [
      'error: there is no locale `xx_YY.UTF-8`',
      'hint: see `/usr/share/i18n/SUPPORTED` for their names',
    ],
  },
  {
    title: 'a host without locale-gen is an error',
    params: CH,
    answers: { ...host(null, LOCALES), 'which of locale-gen exist': '' },
    expects: [
      'error: the host has no `locale-gen` or no `/etc/locale.gen`',
      'hint: install the package `locales` in an earlier task; on hosts of the Red Hat family, a package such as `glibc-langpack-de`',
    ],
  },
  {
    title: 'a host with the list of old Ubuntu releases is an error',
    params: CH,
    answers: { ...host(null, LOCALES), ...capturedDirectory('/var/lib/locales/supported.d') },
    expects: [
      'error: the host keeps its list of locales in `/var/lib/locales/supported.d`',
      'hint: use `command: locale-gen NAME` with `unless: locale -a | grep -qx NAME`',
    ],
  },
  {
    title: 'an invalid name is refused',
    params: { name: ['-x'] },
    expects: ['refused: name.0: expected the name of a locale, such as `de_CH.UTF-8`'],
  },
]

taskRows('locale_gen', localeGen, ROWS)

test.run()

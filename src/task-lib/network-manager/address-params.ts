import { z } from 'zod'
import { flag, number } from '../../authoring/params.ts'
import { lineParam } from '../line-param.ts'
import { commaList } from '../text/comma-list.ts'

const line = () => lineParam('expected text of one line')

const v4 = {
  ip4: commaList(line())
    .optional()
    .describe('IPv4 addresses, with their prefix length.')
    .meta({ examples: [['192.0.2.10/24']] }),
  gw4: line()
    .optional()
    .describe('IPv4 gateway.')
    .meta({ examples: ['192.0.2.1'] }),
  gw4_ignore_auto: flag()
    .default(false)
    .describe('Ignore IPv4 routes from DHCP.')
    .meta({ examples: [true] }),
  routes4: commaList(line())
    .optional()
    .describe('IPv4 routes: destination, next hop and metric.')
    .meta({ examples: [['198.51.100.0/24 192.0.2.1 10']] }),
  route_metric4: number()
    .optional()
    .describe('Metric of IPv4 routes.')
    .meta({ examples: [100] }),
  never_default4: flag()
    .default(false)
    .describe('Never use the connection for the IPv4 default route.')
    .meta({ examples: [true] }),
  dns4: commaList(line())
    .optional()
    .describe('IPv4 addresses of name servers.')
    .meta({ examples: [['192.0.2.53']] }),
  dns4_search: commaList(line())
    .optional()
    .describe('Search domains for DNS.')
    .meta({ examples: [['example.com']] }),
  dns4_ignore_auto: flag()
    .default(false)
    .describe('Ignore name servers from DHCP.')
    .meta({ examples: [true] }),
  method4: z
    .enum(['auto', 'link-local', 'manual', 'shared', 'disabled'])
    .optional()
    .describe('How IPv4 addresses are configured. Default: `manual` if `ip4` is set.')
    .meta({ examples: ['auto'] }),
  may_fail4: flag()
    .default(true)
    .describe('Whether the connection may be up without an IPv4 address.')
    .meta({ examples: [false] }),
  dhcp_client_id: line()
    .optional()
    .describe('The client id that is sent to the DHCP server.')
    .meta({ examples: ['web1'] }),
}

const v6 = {
  ip6: commaList(line())
    .optional()
    .describe('IPv6 addresses, with their prefix length.')
    .meta({ examples: [['2001:db8::10/64']] }),
  gw6: line()
    .optional()
    .describe('IPv6 gateway.')
    .meta({ examples: ['2001:db8::1'] }),
  gw6_ignore_auto: flag()
    .default(false)
    .describe('Ignore IPv6 routes that routers announce.')
    .meta({ examples: [true] }),
  routes6: commaList(line())
    .optional()
    .describe('IPv6 routes: destination, next hop and metric.')
    .meta({ examples: [['2001:db8:1::/48 2001:db8::1']] }),
  route_metric6: number()
    .optional()
    .describe('Metric of IPv6 routes.')
    .meta({ examples: [100] }),
  dns6: commaList(line())
    .optional()
    .describe('IPv6 addresses of name servers.')
    .meta({ examples: [['2001:db8::53']] }),
  dns6_search: commaList(line())
    .optional()
    .describe('Search domains for DNS.')
    .meta({ examples: [['example.com']] }),
  dns6_ignore_auto: flag()
    .default(false)
    .describe('Ignore name servers that routers announce.')
    .meta({ examples: [true] }),
  method6: z
    .enum(['ignore', 'auto', 'dhcp', 'link-local', 'manual', 'shared', 'disabled'])
    .optional()
    .describe('How IPv6 addresses are configured. Default: `manual` if `ip6` is set.')
    .meta({ examples: ['auto'] }),
}

/** The params of a NetworkManager connection that configure its addresses, routes and name servers. */
export const addressParams = { ...v4, ...v6 }

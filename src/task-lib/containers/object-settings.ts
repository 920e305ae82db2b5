import type { z } from 'zod'
import type { NetworkSettings } from './container-network.ts'
import type { dockerNetworkParams, podmanNetworkParams } from './object-params.ts'

/** Converts the params of `podman_network` to the settings of a network. */
export function podmanNetworkSettings(params: z.output<typeof podmanNetworkParams>): NetworkSettings {
  const { driver, label, opt, internal, ipv6, interface_name, subnet, gateway, ip_range } = params
  return {
    ...{ driver, label, opt, internal, ipv6, interface_name },
    dns: params.disable_dns === undefined ? undefined : !params.disable_dns,
    subnets: subnet === undefined ? undefined : [{ subnet, gateway, ip_range }],
  }
}

/** Converts the params of `docker_network` to the settings of a network. */
export function dockerNetworkSettings(params: z.output<typeof dockerNetworkParams>): NetworkSettings {
  const {
    driver,
    labels: label,
    driver_options: opt,
    internal,
    enable_ipv6: ipv6,
    attachable,
    scope,
  } = params
  return {
    ...{ driver, label, opt, internal, ipv6, attachable, scope },
    ...{ ipam_driver: params.ipam_driver, ipam_opt: params.ipam_driver_options },
    subnets: params.ipam_config?.map(({ iprange: ip_range, ...others }) => ({ ...others, ip_range })),
  }
}

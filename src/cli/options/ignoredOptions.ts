/** Options of Besu that mean nothing in a simulated network, in alphabetical order: accepted with one warning. */
export const ignoredOptions: readonly string[] = `
  api-gas-price-blocks api-gas-price-max api-gas-price-percentile api-priority-fee-limiting-enabled
  api-priority-fee-lower-bound-coefficient api-priority-fee-upper-bound-coefficient auto-log-bloom-caching-enabled
  banned-node-id banned-node-ids block-txs-selection-max-time bonsai-historical-block-limit
  bonsai-limit-trie-logs-enabled bonsai-maximum-back-layers-to-load bonsai-trie-logs-pruning-window-size
  bonsai-trie-log-pruning-limit bootnodes cache-last-blocks color-enabled compatibility-eth64-forkid-enabled
  data-storage-format discovery-dns-url discovery-enabled engine-host-allowlist engine-jwt-disabled engine-jwt-enabled
  engine-jwt-secret engine-rpc-enabled engine-rpc-port estimate-gas-tolerance-ratio ethstats ethstats-cacert-file
  ethstats-contact ethstats-report-interval fast-sync-min-peers genesis-state-hash-cache-enabled
  graphql-http-cors-origins graphql-http-enabled graphql-http-host graphql-http-port graphql-mtls-enabled
  graphql-tls-enabled graphql-tls-keystore-file graphql-tls-keystore-password-file graphql-tls-truststore-file
  graphql-tls-truststore-password-file identity key-value-storage kzg-trusted-setup logging-filter max-peers
  metrics-category metrics-enabled metrics-host metrics-port metrics-protocol metrics-push-enabled metrics-push-host
  metrics-push-interval metrics-push-port metrics-push-prometheus-job min-block-occupancy-ratio min-priority-fee
  miner-enabled miner-extra-data miner-stratum-enabled miner-stratum-host miner-stratum-port nat-method net-restrict
  network node-private-key-file p2p-enabled p2p-host p2p-interface p2p-port permissions-accounts-config-file
  permissions-accounts-config-file-enabled permissions-accounts-contract-address
  permissions-accounts-contract-enabled permissions-nodes-config-file permissions-nodes-config-file-enabled
  permissions-nodes-contract-address permissions-nodes-contract-enabled permissions-nodes-contract-version pid-path
  plugin-block-txs-selection-max-time plugin-continue-on-error plugins plugins-external-enabled poa-block-txs-selection-max-time
  poa-discovery-retry-bootnodes privacy-enable-database-migration privacy-nonce-always-increments profile
  pruning-block-confirmations pruning-blocks-retained random-peer-priority-enabled
  receipt-compaction-enabled remote-connections-limit-enabled remote-connections-max-percentage
  reorg-logging-threshold required-block required-blocks revert-reason-enabled rocksdb-plugin
  rpc-gas-cap rpc-http-tls-truststore-file rpc-http-tls-truststore-password-file rpc-max-logs-range rpc-max-trace-filter-range
  rpc-tx-feecap
  rpc-ws-ssl-client-auth-enabled rpc-ws-ssl-keystore-file rpc-ws-ssl-keystore-password-file
  security-module snapsync-bft-enabled snapsync-server-enabled static-nodes-file strict-tx-replay-protection-enabled
  sync-min-peers target-gas-limit tx-pool tx-pool-blob-price-bump tx-pool-disable-locals tx-pool-enable-save-restore
  tx-pool-hashes-max-size tx-pool-layer-max-capacity tx-pool-limit-by-account-percentage tx-pool-max-future-by-sender
  tx-pool-max-prioritized tx-pool-max-prioritized-by-type tx-pool-max-size tx-pool-min-gas-price tx-pool-min-score
  tx-pool-no-local-priority tx-pool-price-bump tx-pool-priority-senders tx-pool-retention-hours tx-pool-save-file
  tx-pool-future-max-by-account version-compatibility-protection
`
  .trim()
  .split(/\s+/)

/** Whether a name is one of Besu's hidden, experimental options, which begin with a capital X. */
export const isExperimental = (name: string): boolean => /^X[a-z][a-z0-9-]*$/.test(name)

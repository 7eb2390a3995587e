import type { PresetAccount, PresetNode } from './Preset.ts'

/** Enclave keys, ports and names of the quickstart's nodes, which both generations share (spec 05 §11.1). */
export const quickstartNodes: readonly PresetNode[] = [
  {
    name: 'member1',
    member: true,
    httpPort: 20000,
    wsPort: 20001,
    enclaveKey: {
      nacl: {
        publicKey: 'BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo=',
        privateKey: 'Wl+xSyXVuuqzpvznOS7dOobhcn4C5auxkFRi7yLtgtA=',
      },
    },
  },
  {
    name: 'member2',
    member: true,
    httpPort: 20002,
    wsPort: 20003,
    enclaveKey: {
      nacl: {
        publicKey: 'QfeDAys9MPDs2XHExtc84jKGHxZg/aj52DTh0vtA3Xc=',
        privateKey: 'nDFwJNHSiT1gNzKBy9WJvMhmYRkW3TzFUmPsNzR6oFk=',
      },
    },
  },
  {
    name: 'member3',
    member: true,
    httpPort: 20004,
    wsPort: 20005,
    enclaveKey: {
      nacl: {
        publicKey: '1iTZde/ndBHvzhcl7V68x44Vx7pl8nwx9LqnM/AfJUg=',
        privateKey: 'tMxUVR8bX7aq/TbpVHc2QV3SN2iUuExBwefAuFsO0Lg=',
      },
    },
  },
  { name: 'rpcnode', member: false, httpPort: 8545, wsPort: 8546 },
]

const NINETY_THOUSAND_ETHER = '90000000000000000000000'
const A_BILLION_ETHER = '1000000000000000000000000000'

/** Accounts of the first generation: the nodes' own, and those of Besu's own tests (spec 05 §11.1). */
export const firstAccounts: readonly PresetAccount[] = [
  {
    address: '0xfe3b557e8fb62b89f4916b721be55ceb828dbd73',
    privateKey: '8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63',
    balance: NINETY_THOUSAND_ETHER,
  },
  {
    address: '0x627306090abab3a6e1400e9345bc60c78a8bef57',
    privateKey: 'c87509a1c067bbde78beb793e6fa76530b6382a4c0241e5e4a9ec0a0f44dc0d3',
    balance: NINETY_THOUSAND_ETHER,
  },
  {
    address: '0xf17f52151ebef6c7334fad080c5704d77216b732',
    privateKey: 'ae6ae8e5ccbfb04590405997ee2d52d2b330726137b875053c36d94e974d162f',
    balance: NINETY_THOUSAND_ETHER,
  },
]

/** Accounts of the second generation (spec 05 §11.2). */
export const secondAccounts: readonly PresetAccount[] = [
  {
    address: '0xf0e2db6c8dc6c681bb5d6ad121a107f300e9b2b5',
    privateKey: '8bbbb1b345af56b560a5b20bd4b0ed1cd8cc9958a16262bc75118453cb546df7',
    balance: A_BILLION_ETHER,
  },
  {
    address: '0xca843569e3427144cead5e4d5999a3d0ccf92b8e',
    privateKey: '4762e04d10832808a0aebdaa79c12de54afbe006bfffd228b3abcc494fe986f9',
    balance: A_BILLION_ETHER,
  },
  {
    address: '0x0fbdc686b912d7722dc86510934589e0aaf3b55a',
    privateKey: '61dced5af778942996880120b303fc11ee28cc8e5036d2fdff619b5675ded3f0',
    balance: A_BILLION_ETHER,
  },
  {
    address: '0xc9c913c8c3c1cd416d80a0abf475db2062f161f6',
    privateKey: '60bbe10a196a4e71451c0f6e9ec9beab454c2a5ac0542aa5b8b733ff5719fec3',
    balance: A_BILLION_ETHER,
  },
  ...[
    '0xed9d02e382b34818e88b88a309c7fe71e65f419d',
    '0xb30f304642de3fee4365ed5cd06ea2e69d3fd0ca',
    '0x0886328869e4e1f401e1052a5f4aae8b45f42610',
    '0xf48de4a0c2939e62891f3c6aca68982975477e45',
  ].map((address) => ({ address, balance: A_BILLION_ETHER })),
]

/** Nodes with the private keys of their accounts, in order. */
export function withAccounts(keys: readonly string[]): readonly PresetNode[] {
  return quickstartNodes.map((node, index) => {
    const privateKey = keys[index]
    return privateKey === undefined ? node : { ...node, privateKey }
  })
}

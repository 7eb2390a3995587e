/** EDR through Hardhat: a public chain in process, a block for each transaction, no limits in the way. */
module.exports = {
  solidity: '0.8.28',
  networks: {
    hardhat: {
      chainId: 1337,
      hardfork: 'london',
      gasPrice: 0,
      initialBaseFeePerGas: 0,
      blockGasLimit: 1_000_000_000,
      allowUnlimitedContractSize: true,
    },
  },
}

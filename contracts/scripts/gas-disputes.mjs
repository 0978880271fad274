// One dispute, from the claim to the slash, for the gas table.
import { HDNodeWallet, NonceManager, id } from "ethers";

const MNEMONIC = "test test test test test test test test test test test junk";
const SOUK = 10n ** 18n;
const ROUND_SECONDS = 60;
const UPHELD = 1;
const MOST = 2n ** 256n - 1n;
const FIRST_ARBITER = 10;
const ARBITERS = 8;

export async function measureDispute({ rpc, contracts, deployer, payer, provider, lease, record, later }) {
  const { token, arbiters, court } = contracts;
  const done = async (sent) => (await sent).wait();
  const members = [];
  for (let i = 0; i < ARBITERS; i++) {
    const wallet = HDNodeWallet.fromPhrase(MNEMONIC, "", `m/44'/60'/0'/0/${FIRST_ARBITER + i}`);
    const member = new NonceManager(wallet.connect(rpc));
    await rpc.send("anvil_setBalance", [wallet.address, "0x56bc75e2d63100000"]);
    await done(token.connect(deployer).transfer(wallet.address, 1000n * SOUK));
    await done(token.connect(member).approve(arbiters.target, MOST));
    await done(arbiters.connect(member).register(id("node"), "https://127.0.0.1:7001", 500n * SOUK));
    members.push({ address: wallet.address, member });
  }
  for (const party of [payer, provider]) {
    await done(token.connect(deployer).transfer(await party.getAddress(), 1000n * SOUK));
    await done(token.connect(party).approve(court.target, MOST));
  }
  // A draw must fall into the round in which it was scheduled, and into the next at the earliest for new members.
  const nextRound = async () => {
    const now = (await rpc.getBlock("latest")).timestamp;
    await rpc.send("evm_setNextBlockTimestamp", [(Math.floor(now / ROUND_SECONDS) + 3) * ROUND_SECONDS]);
  };
  const claim = [lease, 1, 10n ** 12n, id("claim")];
  const dispute = await court.connect(payer).open.staticCall(...claim);
  await record("open a dispute", court.connect(payer).open(...claim));
  await record("answer a dispute", court.connect(provider).answer(dispute, id("answer")));
  await record("submit evidence", court.connect(payer).submitEvidence(dispute, id("evidence")));
  await nextRound();
  await record("close the evidence", court.connect(deployer).advance(dispute));
  await rpc.send("evm_mine", []);
  await record("draw 3 of 8 arbiters", court.connect(deployer).advance(dispute));
  const panel = await court.panelOf(dispute, 1);
  const drawn = panel.map((address) => members.find((it) => it.address === address));
  for (const [i, { address, member }] of drawn.entries()) {
    const commitment = await court.commitmentOf(dispute, 1, address, UPHELD, id("salt"));
    const sent = court.connect(member).commit(dispute, commitment);
    await (i === 0 ? record("commit to a verdict", sent) : done(sent));
  }
  await later(121);
  await record("start the reveal", court.connect(deployer).advance(dispute));
  for (const [i, { member }] of drawn.entries()) {
    const sent = court.connect(member).reveal(dispute, UPHELD, id("salt"));
    await (i === 0 ? record("reveal a verdict", sent) : done(sent));
  }
  await later(121);
  await record("count 3 verdicts and pay", court.connect(deployer).advance(dispute));
  await later(121);
  await record("carry out a verdict", court.connect(deployer).advance(dispute));
}

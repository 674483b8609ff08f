// Imported first by every entry: the set-up itself runs on the Node that is there, the program on the one it brings.
const OLDEST = [20, 19];

/** The refusal for a Node version such as `v18.20.4`, or undefined when it is new enough (20.19). */
export function refusalOf(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return (
    `需要 Node ${OLDEST.join('.')} 或更高版本，现在是 ${version}；请先升级 Node 再运行。\n` +
    `Node ${OLDEST.join('.')} or newer is needed, this is ${version}: please update Node and run the command again.\n`
  );
}

const refusal = refusalOf(process.version);
if (refusal !== undefined) {
  process.stderr.write(refusal);
  process.exit(1);
}

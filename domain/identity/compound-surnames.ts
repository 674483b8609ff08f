/** 复姓 in use today: with one of these the surname is two characters, so the mask shows both. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 上官 司马 诸葛 司徒 司空 夏侯 皇甫 尉迟 公孙 令狐 东方 慕容 宇文 长孙 轩辕 端木 独孤 南宫 西门 百里 东郭 ' +
    '呼延 第五 公羊 公冶 淳于 单于 申屠 太史 仲孙 钟离 濮阳 澹台 宗政 赫连 万俟 闻人 拓跋 鲜于 闾丘 亓官 司寇 子车 ' +
    '颛孙 巫马 漆雕 壤驷 公良 夹谷 段干 左丘 谷梁 梁丘 微生 羊舌 即墨 达奚 褚师 贺兰 完颜 叶赫 纳兰 那拉 司城 东门 南门'
  ).split(' '),
);

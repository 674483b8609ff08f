import type { Business, RealNameMode } from '#domain/hall/business.ts';
import type { HallConfig } from '../config/hall-config.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

/** 示范市政务服务中心: an ordinary city's hall, with nothing in it that belongs to a real one. */

const GROUPS = {
  social: ['社会保障', 'Social security'],
  household: ['户籍与出入境', 'Household and exit-entry'],
  company: ['企业开办', 'Starting a business'],
  property: ['不动产与住房', 'Property and housing'],
  tax: ['税务', 'Tax'],
  medical: ['医疗保障', 'Medical insurance'],
} as const;

const HALL_A = { floor: '一层', zone: 'A区' };
const HALL_B = { floor: '一层', zone: 'B区' };
const HALL_C = { floor: '二层', zone: 'C区' };

interface Entry {
  readonly id: string;
  readonly name: readonly [string, string];
  readonly group: keyof typeof GROUPS;
  readonly series: string;
  readonly place: Business['place'];
  readonly realName: RealNameMode;
  readonly minutes: number;
  readonly keywords: readonly string[];
  readonly bring: string;
}

const ENTRIES: readonly Entry[] = [
  { id: 'social-insurance', name: ['社保综合业务', 'Social insurance'], group: 'social', series: 'A', place: HALL_A, realName: 'required', minutes: 7, keywords: ['社保', '参保', '缴费', '养老', '转移', '查社保'], bring: '身份证、社会保障卡' },
  { id: 'social-card', name: ['社保卡申领补换', 'Social security card'], group: 'social', series: 'B', place: HALL_A, realName: 'required', minutes: 5, keywords: ['社保卡', '补卡', '换卡', '激活', '挂失'], bring: '身份证' },
  { id: 'employment', name: ['就业与失业登记', 'Employment registration'], group: 'social', series: 'C', place: HALL_A, realName: 'required', minutes: 9, keywords: ['失业', '就业', '找工作', '失业金', '灵活就业'], bring: '身份证、解除劳动关系证明' },
  { id: 'medical-insurance', name: ['医保报销与备案', 'Medical insurance'], group: 'medical', series: 'D', place: HALL_A, realName: 'required', minutes: 8, keywords: ['医保', '报销', '异地就医', '看病', '生育'], bring: '身份证、医保卡、票据原件' },
  { id: 'household', name: ['户口登记与迁移', 'Household registration'], group: 'household', series: 'E', place: HALL_B, realName: 'required', minutes: 10, keywords: ['户口', '落户', '迁户口', '上户口', '改名'], bring: '户口簿、身份证' },
  { id: 'id-card', name: ['居民身份证办理', 'Resident ID card'], group: 'household', series: 'F', place: HALL_B, realName: 'optional', minutes: 6, keywords: ['身份证', '补身份证', '丢了身份证', '临时身份证'], bring: '户口簿' },
  { id: 'exit-entry', name: ['出入境证件', 'Exit-entry documents'], group: 'household', series: 'G', place: HALL_B, realName: 'required', minutes: 9, keywords: ['护照', '港澳通行证', '台湾通行证', '签注', '出国'], bring: '身份证、符合要求的照片' },
  { id: 'company-registration', name: ['企业设立与变更', 'Company registration'], group: 'company', series: 'H', place: HALL_C, realName: 'optional', minutes: 15, keywords: ['营业执照', '开公司', '注册', '变更', '注销', '个体户'], bring: '身份证、申请表' },
  { id: 'permits', name: ['经营许可', 'Business permits'], group: 'company', series: 'J', place: HALL_C, realName: 'optional', minutes: 14, keywords: ['食品许可', '卫生许可', '开店', '经营许可证'], bring: '营业执照、申请表' },
  { id: 'real-estate', name: ['不动产登记', 'Real estate registration'], group: 'property', series: 'K', place: HALL_C, realName: 'required', minutes: 16, keywords: ['房产证', '过户', '抵押', '买房', '卖房', '不动产'], bring: '身份证、合同、完税凭证' },
  { id: 'housing-fund', name: ['住房公积金', 'Housing provident fund'], group: 'property', series: 'L', place: HALL_C, realName: 'required', minutes: 8, keywords: ['公积金', '提取', '贷款', '租房提取'], bring: '身份证、银行卡' },
  { id: 'tax', name: ['办税综合业务', 'Tax services'], group: 'tax', series: 'M', place: HALL_B, realName: 'none', minutes: 8, keywords: ['税', '发票', '个税', '契税', '报税'], bring: '' },
];

const WINDOWS = [
  { id: 'w1', label: '1', place: HALL_A, direction: '进门右侧', businessIds: ['social-insurance', 'social-card', 'employment'] },
  { id: 'w2', label: '2', place: HALL_A, direction: '进门右侧', businessIds: ['social-insurance', 'social-card', 'medical-insurance'] },
  { id: 'w3', label: '3', place: HALL_A, direction: '进门右侧', businessIds: ['social-insurance', 'social-card', 'employment', 'medical-insurance'] },
  { id: 'w4', label: '4', place: HALL_B, direction: '进门左侧', businessIds: ['household', 'id-card', 'exit-entry'] },
  { id: 'w5', label: '5', place: HALL_B, direction: '进门左侧', businessIds: ['id-card', 'exit-entry'] },
  { id: 'w6', label: '6', place: HALL_B, direction: '进门左侧直行', businessIds: ['tax'] },
  { id: 'w7', label: '7', place: HALL_C, direction: '扶梯上二层', businessIds: ['company-registration', 'permits'] },
  { id: 'w8', label: '8', place: HALL_C, direction: '扶梯上二层', businessIds: ['real-estate', 'housing-fund'] },
];

/** The window that is the visitor's own: open, nobody works there. */
export const VISITORS_WINDOW = 'w3';

export const DEMONSTRATION_CONFIG: HallConfig = {
  catalogue: {
    hall: {
      id: 'demonstration-hall',
      name: '示范市政务服务中心',
      nameEn: 'Demonstration City Government Service Centre',
      timeZone: 'Asia/Shanghai',
      missedRule: '过号请到导办台，30分钟内可重新排队',
      privacyLine: '您的证件信息仅用于本次办事',
      helpPlace: '一层导办台',
    },
    businesses: ENTRIES.map(
      ({ id, name, group, series, place, realName, minutes, keywords, bring }): Business => ({
        id,
        name: name[0],
        nameEn: name[1],
        group: GROUPS[group][0],
        groupEn: GROUPS[group][1],
        series,
        place,
        realName,
        minutesPerTicket: minutes,
        keywords,
        bring,
        issuing: { kind: 'open' },
      }),
    ),
    windows: WINDOWS,
  },
  settings: DEFAULT_SETTINGS,
  tls: null,
};

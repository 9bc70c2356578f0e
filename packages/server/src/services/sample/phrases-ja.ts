/** Japanese sentences of the sample chats: no spaces between words, three bytes a character. */
import { compilePhrases } from './phrases.ts';

export const JAPANESE = compilePhrases({
  language: 'ja',
  firstNames: ['陽子', '健太', '美咲', '大輔', 'さくら', '拓也'],
  lastNames: ['高橋', '佐々木', '渡辺', '小林', '斎藤'],
  isFamilyNameFirst: true,
  cities: ['ブダペスト', '札幌', '京都', '福岡'],
  products: ['登山靴', 'デスクライト', 'コーヒーミル', '電気ケトル'],
  price: '#00円',
  priceRange: [18, 640],
  phonePrefix: '+81 90-0000-',
  dateForm: 'Y年M月D日',
  pageTitles: ['配送と返品', '注文履歴', 'カート', '保証'],
  transferReasons: ['請求に関する質問', '技術担当が必要', '勤務終了'],
  lines: {
    opening: [
      'こんにちは。{date}に届くはずの注文{order}がまだ届いていません。',
      '箱を開けたら部品が一つ足りませんでした。商品は{product}です。',
      'ログインできません。{email}は登録されていないと表示されます。',
      '{price}が二回引き落とされています。確認をお願いします。',
    ],
    visitorReply: [
      '注文番号は{order}です。',
      'メールは{email}です',
      'それはもう試しましたが、同じ表示が出ます。',
      '追跡番号{tracking}は{date}から動いていません。',
    ],
    visitorShort: ['はい', 'いいえ', '少々お待ちください', 'わかりました', 'そうですね'],
    visitorThanks: ['{agent}さん、ありがとうございました！', '助かりました。よい一日を。'],
    agentGreeting: [
      '{visitor}様、担当の{agent}です。ご用件をお聞かせください。',
      'お待たせしております。ただいまお調べいたします。',
    ],
    agentQuestion: [
      'ご注文番号を教えていただけますか。',
      'ご登録のメールアドレスはどちらでしょうか。',
      '交換と返金のどちらをご希望ですか。',
    ],
    agentAnswer: [
      '{order}は{date}に倉庫を出ており、{number}営業日以内に届きます。',
      '{price}の返金手続きをいたしました。{number}日ほどで反映されます。',
      '{email}にリンクをお送りしました。{number}時間有効です。',
      'お荷物は集配所に戻りました。新しい番号は{tracking}です。',
    ],
    agentShort: ['少々お待ちください。', '確認いたします。', 'ありがとうございます。'],
    agentClosing: ['ほかにご不明な点はございますか。', 'お問い合わせありがとうございました。'],
    botGreeting: ['こんにちは。お店の案内係です。注文、営業時間、返品についてお尋ねください。'],
    botAnswer: ['注文{order}：{date}に梱包、{tracking}で発送済みです。', 'こちらで解決しましたか。'],
    botHandOff: ['担当者におつなぎします。このままお待ちください。'],
    impatient: ['どなたかいますか。', 'もう{number}分待っています。'],
    note: ['{date}に同じ件で電話あり。{order}を参照。'],
  },
});

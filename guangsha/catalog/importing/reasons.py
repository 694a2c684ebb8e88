"""Why a row or a file was not taken, in both languages. Codes are stable."""

# ruff: noqa: E501 - a table reads best with one reason per line
REASONS: dict[str, tuple[str, str]] = {
    # of a value
    "required": ("a value is required here", "此列必填"),
    "not_a_number": ("not a number", "不是数字"),
    "not_whole": ("not a whole number", "不是整数"),
    "not_money": ("not an amount of money", "不是金额"),
    "not_an_area": ("not an area in square metres", "不是面积"),
    "not_a_date": ("not a date", "不是日期"),
    "not_a_year": ("not a year", "不是年份"),
    "not_a_flag": ("not yes or no", "不是是/否"),
    "not_a_layout": ("not a number of rooms", "不是户型"),
    "not_a_floor": ("not a floor", "不是楼层"),
    "not_an_orientation": ("not an orientation", "不是朝向"),
    "not_a_name": ("not a name", "不是名称"),
    "not_in_list": ("not one of the words this column may have", "不在允许的取值内"),
    "no_match": ("does not have the expected form", "格式不符"),
    "range_reversed": ("the lower end is above the higher one", "区间上下限颠倒"),
    "out_of_range": ("too small or too large to be true", "数值超出合理范围"),
    "too_long": ("too long", "内容过长"),
    "cell_too_long": ("the cell holds more than 32,767 characters", "单元格超过 32767 个字符"),
    "formula": ("a formula, which is never evaluated here", "包含公式, 不予执行"),
    "control_character": ("holds characters that are not text", "包含非文本字符"),
    "digits_lost": ("a number of more than 15 digits: the sheet has rounded it; store it as text", "超过 15 位的数字已被表格舍入, 请存为文本"),
    "position_swapped": ("longitude and latitude are exchanged", "经纬度颠倒"),
    "position_outside": ("the position is not in China", "坐标不在中国范围内"),
    "position_elsewhere": ("the position is far outside the stated city", "坐标远离所填城市"),
    "position_half": ("only one of longitude and latitude is given", "经纬度缺一"),
    "unknown_city": ("no such city", "没有这个城市"),
    "unknown_district": ("this city has no such district", "该城市没有这个区县"),
    "price_mismatch": ("total price, unit price and area do not fit together", "总价、单价与面积不符"),
    "unknown_project": ("there is no such project", "没有这个楼盘"),
    "unknown_layout": ("the project has no such layout; left empty", "该楼盘没有此户型, 已留空"),
    "unit_in_use": ("the unit is on offer, held or sold and keeps its building, floor and number; row not taken", "房源在售、被占用或已售出, 楼栋楼层房号不可变更, 此行未导入"),
    "listing_locked": ("the listing is public or in review and changes by its editor; row not taken", "楼盘已发布或审核中, 请在编辑器中修改, 此行未导入"),
    "unknown_part": ("the listing has no such building, entrance or layout", "该楼盘没有此楼栋、单元或户型"),
    "invalid": ("not accepted by the catalogue", "房源库不接受此值"),
    # of a row
    "cell_count": ("has another number of cells than the heading", "单元格数与表头不符"),
    "duplicate": ("says the same as an earlier row", "与前面的行重复"),
    "duplicate_differs": ("has the identity of an earlier row but says something else; the earlier one counts", "与前面的行标识相同但内容不同, 以前者为准"),
    "held_back": ("nothing of this file was taken, because too many of its rows are wrong", "文件中错误行过多, 整个文件未导入"),
    "changed_meanwhile": ("could not be written", "无法写入"),
    # of a file
    "not_a_file": ("no such file, or it cannot be read", "文件不存在或无法读取"),
    "empty_file": ("the file is empty", "文件为空"),
    "no_rows": ("the file has a heading but no rows", "文件只有表头, 没有数据"),
    "encoding": ("neither UTF-8 nor GB18030 text", "编码既不是 UTF-8 也不是 GB18030"),
    "encoding_broken": ("UTF-8 text with bytes that are not", "UTF-8 文本中含有无效字节"),
    "encoding_utf16": ("UTF-16 text; save it as UTF-8", "UTF-16 编码, 请另存为 UTF-8"),
    "encoding_doubtful": ("bytes of another encoding: read as GB18030 it makes no words", "疑似其他编码, 按 GB18030 读取不成文字"),
    "nul_bytes": ("holds NUL bytes: damaged, or not a text file", "包含 NUL 字节, 文件损坏或不是文本"),
    "old_workbook": ("an old or a password-protected workbook; save it as XLSX without password", "旧版或加密的工作簿, 请另存为无密码的 XLSX"),
    "not_a_workbook": ("not an XLSX workbook, or a damaged one", "不是 XLSX 文件, 或文件已损坏"),
    "workbook_bomb": ("the workbook unpacks to far more than it may", "工作簿解压后超出限制"),
    "sheet_too_large": ("the sheet has more cells than it may", "工作表单元格过多"),
    "no_such_sheet": ("the workbook has no such sheet", "工作簿中没有该工作表"),
    "broken_csv": ("a quote is opened and not closed, or stands where it may not", "引号未闭合或位置不对"),
    "line_too_long": ("a line of more than 8 million characters: not a table", "单行超过 800 万字符, 不是表格"),
    "too_many_columns": ("more than 500 columns", "超过 500 列"),
    "heading_twice": ("two columns have the same heading", "有重复的列名"),
    "columns_missing": ("columns that the mapping needs are missing", "缺少映射所需的列"),
    "no_mapping_fits": ("no shipped mapping fits the heading; name one with --mapping", "没有匹配的映射, 请用 --mapping 指定"),
    "several_mappings_fit": ("several mappings fit the heading; name one with --mapping", "有多个匹配的映射, 请用 --mapping 指定"),
    "mostly_wrong": ("most rows are wrong, so nothing was taken", "大部分行有错, 整个文件未导入"),
    "columns_swapped": ("two columns look swapped, so nothing was taken", "疑似有两列互换, 整个文件未导入"),
    # notes: the row was taken
    "district_differs": ("note: the position lies in another district than the stated one", "提示: 坐标所在区县与所填不一致"),
    "older": ("note: older than what is known; nothing was changed", "提示: 早于已有资料, 未作改动"),
    "position_zero": ("note: 0, 0 is no position; left empty", "提示: 坐标 0, 0 不是位置, 已留空"),
    "left_empty": ("note: not readable, left empty", "提示: 无法识别, 已留空"),
    "not_published": ("note: stays a draft", "提示: 仍为草稿"),
}  # fmt: skip


NOTES = frozenset(
    {"district_differs", "left_empty", "not_published", "older", "position_zero", "unknown_district", "unknown_layout"}
)
"""Codes of what is noticed about rows that are taken all the same."""


class FileRefused(Exception):
    """Nothing of this file can be taken. ``code`` is one of REASONS; ``detail`` says where or what."""

    def __init__(self, code: str, detail: str = "", *, row: int | None = None, column: str = "") -> None:
        super().__init__(f"{REASONS[code][0]}{': ' + detail if detail else ''}")
        self.code = code
        self.detail = detail
        self.row = row
        self.column = column

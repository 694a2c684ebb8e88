"""The personal fields of the catalogue."""

from guangsha.catalog.selectors.file_imports import KEPT_DAYS
from guangsha.vault.public import DataClass, LegalBasis, PersonalField, declare, mask_all

REPORT_TEXT_DAYS = 365
UPLOADS = {
    "file_name": ("name of an uploaded file", "上传文件的名称"),
    "stored": ("uploaded file", "上传的文件"),
    "report": ("report on an uploaded file", "上传文件的报告"),
    "rows": ("rows of an uploaded file that were not taken", "上传文件中未采用的行"),
    "problems": ("cells of an uploaded file that were not taken", "上传文件中未采用的单元格"),
    "fixes": ("rows of an uploaded file that were put right", "上传文件中改正的行"),
}
"""What is kept of a file somebody imports: nobody is asked for in it, but its cells are other people's words."""


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="catalog.listingreport.text",
            purpose="a visitor's word about a wrong listing; free text, so it may name people",
            basis=LegalBasis.CONSENT,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=REPORT_TEXT_DAYS,
            title="text of an error report",
            title_zh="纠错留言",
            purpose_zh="核实并改正有误的房源信息；自由文本，可能提到人",
        )
    )
    for field, (title, title_zh) in UPLOADS.items():
        declare(
            PersonalField(
                label=f"catalog.fileimport.{field}",
                purpose="listings of a company, imported from its own file, which may hold more than is asked for",
                basis=LegalBasis.CONTRACT,
                data_class=DataClass.GENERAL,
                mask=mask_all,
                retention_days=KEPT_DAYS,
                title=title,
                title_zh=title_zh,
                purpose_zh="企业从自有文件导入房源；文件中可能含有并未要求的内容",
            )
        )
